import { EngineSession } from "#engine/runtime/session.ts";
import { pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import { judgedSqnrDb } from "#numerics/errors/output-errors.ts";
import type { Score } from "#statistics/statistics.ts";
import type { Built } from "../build/build-step.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { UNWATCHED } from "../phase-clock.ts";
import { Evaluation } from "../run/evaluation/evaluation.ts";
import type { Measured } from "./known-results.ts";

/** What a model is measured with and on. */
export interface Ground {
  model: LoadedModel;
  data: LoadedData;
  signal: AbortSignal;
  /** Told of items that were run. */
  onItems: (count: number) => void;
}

export const evaluationOf = ({ model, data, signal, onItems }: Ground, recipe: Recipe): Evaluation =>
  new Evaluation(model, data, recipe, { ...UNWATCHED, advance: onItems, skip: () => {} }, signal);

/** Runs FP32 on the evaluation items that it has not seen yet. */
export async function measureFp32(
  ground: Ground,
  recipe: Recipe,
): Promise<{ top1: Score; sizeBytes: number; pictures: number }> {
  const evaluation = evaluationOf(ground, recipe);
  const session = await ground.model.fp32Session("wasm");
  await evaluation.fp32(session, evaluation.indices);
  const { fp32 } = evaluation.baseline(session, evaluation.indices);
  const pictures = evaluation.sound(evaluation.indices).length;
  return { top1: fp32.top1, sizeBytes: ground.model.summary.sizeBytes, pictures };
}

/**
 * Evaluates a built model on all evaluation items of its recipe, as a run does, and nothing else: no layer is
 * looked at and nothing is timed.
 *
 * @throws LabError `output.not-comparable` if no output has as many values in both variants
 */
export async function measureBuilt(
  ground: Ground,
  recipe: Recipe,
  { build }: Built,
): Promise<Omit<Measured, "label" | "uniform" | "recipe">> {
  const evaluation = evaluationOf(ground, recipe);
  const { indices, comparer } = evaluation;
  const fp32 = await ground.model.fp32Session("wasm");
  const session = await EngineSession.create(build.bytes, { backend: "wasm", variant: "quantized" });
  try {
    await evaluation.fp32(fp32, indices);
    await evaluation.quantized(session, fp32, indices);
  } finally {
    await session.release();
  }
  const { quantized, agreement, flips, outputs } = evaluation.compare(fp32, indices);
  if (outputs.length === 0) {
    const [{ code, details }] = comparer.notices();
    throw new LabError(code, details);
  }
  const { lost, gained } = pairedOutcome(flips, quantized.top1);
  return {
    top1: quantized.top1,
    agreement,
    lost,
    gained,
    outputSqnrDb: judgedSqnrDb(outputs[0]),
    sizeBytes: build.bytes.length,
    latencyMs: null,
  };
}
