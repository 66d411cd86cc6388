import { hiddenNotices } from "#engine/quantize/quantization-plan.ts";
import { unknownLayers } from "#engine/quantize/quantize-model.ts";
import type { Backend } from "#experiment/backends.ts";
import type { KnownAccuracy } from "#experiment/outcomes/near-chance.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { RunResult } from "#experiment/result.ts";
import type { OutputComparison } from "#numerics/errors/output-errors.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { EvaluationSnapshot, RunProgress } from "#protocol/messages.ts";
import { buildQuantized } from "../build/build.ts";
import type { Built } from "../build/build-step.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { chooseBackend, openQuantized } from "./choose-backend.ts";
import { environment } from "./environment.ts";
import { checkInput } from "./evaluation/check-input.ts";
import { Evaluation } from "./evaluation/evaluation.ts";
import { evaluationChunks } from "./evaluation/evaluation-chunks.ts";
import { oneInference } from "./evaluation/one-inference.ts";
import { halfOverflows, measureLayers } from "./layers.ts";
import { networkLatency } from "./network-latency.ts";
import { networkMemory } from "./network-memory.ts";
import { damageNotices, dataNotices, fp32Notices } from "./notices/data-notices.ts";
import { NoticeList } from "./notices/notice-list.ts";
import { optimizerNotices } from "./notices/optimizer-check.ts";
import { guarded, partFailed } from "./notices/phase-guard.ts";
import { correctionsOf, harmOfCorrections } from "./notices/without-corrections.ts";
import { planPhases } from "./plan-phases.ts";
import { RunClock } from "./run-clock.ts";

/**
 * One run of a recipe, in the order of the procedure: FP32 baseline, calibration, corrections, quantization,
 * evaluation of the very bytes that are exported, latency after warm-up, then each layer. A first chunk of
 * pictures goes through all of it before the rest, so that a first result is there soon. Once that is there, whatever
 * fails costs its own figures only, and a notice says so. `known` is what FP32 is held against.
 */
export async function runRecipe(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  wishedBackend: Backend,
  report: (progress: RunProgress) => void,
  signal: AbortSignal,
  known: KnownAccuracy | null = null,
): Promise<RunResult> {
  const clock = new RunClock(report);
  const notices = new NoticeList(report);
  const evaluation = new Evaluation(model, data, recipe, clock, signal);
  const { indices, source } = evaluation;
  const chunks = evaluationChunks(indices);
  const [first] = chunks;
  const { plan } = model.float(recipe.corrections.equalize ?? false);
  planPhases(clock, recipe, {
    first: first.length,
    evaluation: indices.length,
    calibration: data.calibrationIndices(recipe.calibration).length,
    layers: plan.layers.length,
  });
  checkInput(model.input, source.dims);
  notices.add(dataNotices(data, evaluation));
  notices.add([...unknownLayers(plan, recipe), ...hiddenNotices(plan), ...model.edgeNotices]);
  const backend = await chooseBackend(wishedBackend, model, evaluation, notices);
  const fp32 = await model.fp32Session(backend);

  clock.enter("baseline");
  await evaluation.fp32(fp32, first);
  const baseline = evaluation.baseline(fp32, first);
  report({ kind: "snapshot", snapshot: baseline });
  const judged = (seen: Uint32Array, { fp32: scores }: EvaluationSnapshot) =>
    fp32Notices({
      ...{ fp32: scores, ...evaluation.fp32Evidence(fp32, seen) },
      ...{ data, recipe, known, seen: seen.length, planned: indices.length },
    });
  // Said of the first images already: what quantization does to such a model need not be waited for.
  const early = judged(first, baseline);
  notices.add(early);

  const built = await buildQuantized(model, data, recipe, { backend, signal, clock });
  const { build, observers, corrections } = built;
  notices.add(built.notices);
  const quantized = await openQuantized(build.bytes, recipe.mode, backend, model, evaluation, notices);
  try {
    clock.enter("evaluate");
    let done = 0;
    let firstOutputs: readonly OutputComparison[] = [];
    const evaluate = async () => {
      for (const chunk of chunks) {
        await evaluation.fp32(fp32, chunk);
        await evaluation.quantized(quantized, fp32, chunk);
        done += chunk.length;
        const snapshot = evaluation.compare(fp32, indices.subarray(0, done));
        if (chunk === first) firstOutputs = snapshot.outputs;
        report({ kind: "snapshot", snapshot });
      }
    };
    try {
      await evaluate();
    } catch (error) {
      // Without a first chunk there is nothing to show.
      if (signal.aborted || done === 0) throw error;
      notices.add([partFailed("the evaluation of the remaining items", error)]);
    }
    const { agreement, flips, outputs, ...scores } = evaluation.compare(fp32, indices.subarray(0, done));

    if (correctionsOf(recipe).length > 0) {
      const corrected = { indices: first, outputs: firstOutputs };
      const measure = () => harmOfCorrections(model, data, recipe, backend, fp32, corrected, signal);
      notices.add(await guarded("the comparison without corrections", notices, signal, measure, []));
    }

    clock.enter("latency");
    const feeds = await oneInference(model.input, evaluation);
    const latencyMs = await guarded(
      "the timing of the networks",
      notices,
      signal,
      () => networkLatency(fp32, quantized, feeds, signal),
      { fp32: null, quantized: null },
    );
    const memoryOf = (network: ModelProto) =>
      guarded("the memory of the activations", notices, signal, () => networkMemory(network, feeds), null);
    if (quantized.runtime.backend === "wasm") {
      const check = () => optimizerNotices(build.bytes, feeds, { fp32, quantized }, model.numericOutputs);
      notices.add(await guarded("the check of the runtime's optimizer", notices, signal, check, []));
    }

    clock.enter("layers");
    const layers = await measureLayers(built, evaluation, model.input.fixedBatch, clock, notices, signal);
    const seen = indices.subarray(0, done);
    notices.replace(early, judged(seen, evaluation.baseline(fp32, seen)));
    notices.add(halfOverflows(layers, evaluation.sound(indices).length));
    notices.add([...evaluation.notices(fp32, seen), ...damageNotices(data)]);
    return {
      recipe,
      environment: await environment(backend, quantized.runtime.backend),
      fp32: {
        ...scores.fp32,
        sizeBytes: model.summary.sizeBytes,
        weightBytes: model.summary.weightBytes,
        activationBytes: await memoryOf(model.runs),
        latencyMs: latencyMs.fp32,
      },
      quantized: {
        ...scores.quantized,
        sizeBytes: build.bytes.length,
        weightBytes: build.weightBytes,
        activationBytes: await memoryOf(build.model),
        latencyMs: latencyMs.quantized,
      },
      agreement,
      flips,
      outputs,
      layers,
      floatNodes: build.floatNodes,
      corrections,
      notices: notices.all,
      nonFinite: nonFiniteCounts(observers),
      phaseMs: clock.phaseMs(),
    };
  } finally {
    await quantized.release();
  }
}

function nonFiniteCounts(observers: Built["observers"]): Record<string, number> {
  const counted = [...observers].filter(([, { nonFinite }]) => nonFinite > 0);
  return Object.fromEntries(counted.map(([tensor, { nonFinite }]) => [tensor, nonFinite]));
}
