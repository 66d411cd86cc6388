import type { Backend } from "#experiment/backends.ts";
import type { KnownAccuracy } from "#experiment/outcomes/near-chance.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { PairResult, RunResult } from "#experiment/result.ts";
import type { RunProgress } from "#protocol/messages.ts";
import { checkInput } from "../items/other-inputs.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { chooseBackend, environment } from "./choose-backend.ts";
import { Evaluation } from "./evaluation/evaluation.ts";
import { networkLatencies, networkMemory, oneInference } from "./network-costs.ts";
import { damageNotices, dataNotices, fp32Notices } from "./notices/data-notices.ts";
import { guarded, NoticeList } from "./notices/notice-list.ts";
import { RunClock } from "./run-clock.ts";

/** Items evaluated between two results. */
const CHUNK = 128;

/** A run of a model that came quantized: it is evaluated as it is, and what it gives stands for both variants. */
export async function runAsIs(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  wishedBackend: Backend,
  report: (progress: RunProgress) => void,
  signal: AbortSignal,
  known: KnownAccuracy | null = null,
): Promise<PairResult> {
  const clock = new RunClock(report);
  const notices = new NoticeList((notice) => report({ kind: "notice", setting: "a", ...notice }));
  const evaluation = new Evaluation(model, data, recipe, clock, signal);
  const { indices, source } = evaluation;
  const { sizeBytes, weightBytes } = model.summary;
  clock.plan("baseline", indices.length, 1);
  checkInput(model.input, source.dims);
  notices.add([model.cameQuantized, ...dataNotices(data, evaluation), ...model.edgeNotices]);
  const backend = await chooseBackend(wishedBackend, model, evaluation, notices);
  const session = await model.fp32Session(backend);

  clock.enter("baseline");
  for (let start = 0; start < indices.length; start += CHUNK) {
    await evaluation.fp32(session, indices.subarray(start, start + CHUNK));
    report({
      kind: "snapshot",
      setting: "a",
      snapshot: evaluation.baseline(session, indices.subarray(0, start + CHUNK)),
    });
  }
  const { fp32: scores } = evaluation.baseline(session, indices);
  const evidence = evaluation.fp32Evidence(session, indices);
  const seen = indices.length;
  notices.add([
    ...fp32Notices({ fp32: scores, ...evidence, data, recipe, known, seen, planned: seen }),
    ...evaluation.notices(session, indices),
    ...damageNotices(data),
  ]);

  clock.enter("latency");
  const feeds = await oneInference(model.input, evaluation);
  const [latencyMs] = await guarded(
    "the timing of the networks",
    notices,
    signal,
    () => networkLatencies([session], feeds, signal),
    [null],
  );
  const activationBytes = await guarded(
    "the memory of the activations",
    notices,
    signal,
    () => networkMemory(model.runs, feeds),
    null,
  );
  const variant = { ...scores, sizeBytes, weightBytes, activationBytes, latencyMs };
  const { agreement } = evaluation.unchanged(session, indices);
  const a: RunResult = {
    recipe,
    environment: await environment(backend, backend),
    fp32: variant,
    quantized: variant,
    agreement,
    flips: [],
    outputs: [],
    layers: [],
    floatNodes: [],
    corrections: { equalization: null, biasCorrection: null, learnedRounding: null },
    notices: notices.all,
    nonFinite: {},
    phaseMs: clock.phaseMs(),
  };
  return { a, b: null, answers: evaluation.answers(session, indices) };
}
