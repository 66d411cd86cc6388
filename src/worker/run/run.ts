import type { EngineSession } from "#engine/runtime/session.ts";
import type { Backend } from "#experiment/backends.ts";
import type { KnownAccuracy } from "#experiment/outcomes/near-chance.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Latency, Notice, PairResult, RunResult } from "#experiment/result.ts";
import type { EvaluationSnapshot, RunProgress } from "#protocol/messages.ts";
import { checkInput } from "../items/other-inputs.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { chooseBackend, environment } from "./choose-backend.ts";
import { evaluationChunks } from "./evaluation/evaluation.ts";
import { networkLatencies, networkMemory, oneInference } from "./network-costs.ts";
import { damageNotices, dataNotices, fp32Notices } from "./notices/data-notices.ts";
import { guarded, partFailed } from "./notices/notice-list.ts";
import { RunClock } from "./run-clock.ts";
import { planFp32, type RunContext, SettingRun } from "./setting-run.ts";

/** One setting of a model on some images, or two that differ in nothing but how the model is quantized. */
export interface RunnableSettings {
  a: Recipe;
  /** Null where there is one setting only. */
  b: Recipe | null;
}

/**
 * Measures FP32 once and one or two settings beside it, in the order of the procedure: FP32 baseline, calibration,
 * corrections, quantization, evaluation of the very bytes that are exported, latency after warm-up, then each layer. A
 * first part of the images goes through all of it before the rest, so that a first result is there soon; both settings
 * see each part before the next one. A calibration pass that both can use is run once. Once the first result is there,
 * whatever fails costs its own figures only, and a notice says so; a failure of B leaves A what it is. `known` is what
 * FP32 is held against.
 */
export async function runPair(
  model: LoadedModel,
  data: LoadedData,
  settings: RunnableSettings,
  wishedBackend: Backend,
  report: (progress: RunProgress) => void,
  signal: AbortSignal,
  known: KnownAccuracy | null = null,
): Promise<PairResult> {
  const clock = new RunClock(report);
  const context: RunContext = { model, data, clock, report, signal };
  const a = new SettingRun(context, settings.a, "a");
  let b = settings.b && new SettingRun(context, settings.b, "b", a.notices);
  const both = () => (b ? [a, b] : [a]);
  const addToBoth = (notices: readonly Notice[]) => {
    for (const { notices: list } of both()) list.add(notices);
  };
  /** What B fails at is the end of B, not of the run. */
  const withB = async <T>(work: (b: SettingRun) => Promise<T>): Promise<T | null> => {
    if (!b) return null;
    try {
      return await work(b);
    } catch (error) {
      if (signal.aborted) throw error;
      a.notices.add([partFailed("setting B", error)]);
      const lost = b;
      b = null;
      await lost.release();
      return null;
    }
  };

  const { evaluation } = a;
  const { indices, source } = evaluation;
  const chunks = evaluationChunks(indices);
  const [first] = chunks;
  planFp32(clock.shared(), { first: first.length, evaluation: indices.length });
  checkInput(model.input, source.dims);
  addToBoth([...dataNotices(data, evaluation), ...model.edgeNotices]);
  const backend = await chooseBackend(wishedBackend, model, evaluation, { add: addToBoth });
  const fp32 = await model.fp32Session(backend);

  clock.enter("baseline");
  await evaluation.fp32(fp32, first);
  const baseline = evaluation.baseline(fp32, first);
  report({ kind: "snapshot", setting: "a", snapshot: baseline });
  const judged = (seen: Uint32Array, { fp32: scores }: EvaluationSnapshot) =>
    fp32Notices({
      ...{ fp32: scores, ...evaluation.fp32Evidence(fp32, seen) },
      ...{ data, recipe: settings.a, known, seen: seen.length, planned: indices.length },
    });
  // Said of the first images already: what quantization does to such a model need not be waited for.
  const early = judged(first, baseline);
  addToBoth(early);

  try {
    await a.build(backend);
    await withB((b) => b.build(backend));
    clock.enter("evaluate");
    for (const chunk of chunks) {
      try {
        await evaluation.fp32(fp32, chunk);
      } catch (error) {
        if (signal.aborted || chunk === first) throw error;
        for (const setting of both()) setting.cutShort(error);
      }
      await a.evaluate(fp32, chunk);
      await withB((b) => b.evaluate(fp32, chunk));
      if (both().every(({ isBroken }) => isBroken)) break;
    }
    await a.judgeCorrections(fp32, backend);
    await withB((b) => b.judgeCorrections(fp32, backend));

    clock.enter("latency");
    const feeds = await oneInference(model.input, evaluation);
    const sessions: EngineSession[] = [fp32, ...both().map(({ session }) => session)];
    const [fp32Latency, ...latencies] = await guarded<Latency[], null[]>(
      "the timing of the networks",
      a.notices,
      signal,
      () => networkLatencies(sessions, feeds, signal),
      sessions.map(() => null),
    );
    const memoryOf = () => networkMemory(model.runs, feeds);
    const fp32Memory = await guarded("the memory of the activations", a.notices, signal, memoryOf, null);
    const memory = await a.inspect(fp32, feeds);
    const memoryOfB = await withB((b) => b.inspect(fp32, feeds));

    clock.enter("layers");
    const layers = await a.layers();
    const layersOfB = await withB((b) => b.layers());

    const resultOf = async (
      setting: SettingRun,
      measured: Pick<RunResult["quantized"], "latencyMs" | "activationBytes">,
      layers: RunResult["layers"],
    ): Promise<RunResult> => {
      const { seen, recipe, notices } = setting;
      notices.replace(early, judged(seen, setting.evaluation.baseline(fp32, seen)));
      notices.add([...setting.evaluation.notices(fp32, seen), ...damageNotices(data)]);
      const { fp32: scores, quantized, backend: ranOn, ...rest } = setting.results(fp32);
      const { sizeBytes, weightBytes } = model.summary;
      return {
        recipe,
        environment: await environment(backend, ranOn),
        fp32: { ...scores, sizeBytes, weightBytes, activationBytes: fp32Memory, latencyMs: fp32Latency },
        quantized: { ...quantized, ...measured },
        ...rest,
        layers,
        notices: notices.all,
        phaseMs: clock.phaseMs(),
      };
    };
    const measuredOf = (i: number, activationBytes: number | null) => ({
      activationBytes,
      latencyMs: latencies[i] ?? null,
    });
    const result = await resultOf(a, measuredOf(0, memory), layers);
    const resultOfB = await withB((b) => resultOf(b, measuredOf(1, memoryOfB), layersOfB ?? []));
    return { a: result, b: resultOfB, answers: evaluation.answers(fp32, a.seen) };
  } finally {
    for (const setting of both()) await setting.release();
  }
}

/** A run of one setting alone; parameters and errors are those of `runPair`. */
export async function runRecipe(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  wishedBackend: Backend,
  report: (progress: RunProgress) => void,
  signal: AbortSignal,
  known: KnownAccuracy | null = null,
): Promise<RunResult> {
  const settings = { a: recipe, b: null };
  return (await runPair(model, data, settings, wishedBackend, report, signal, known)).a;
}
