import { EngineSession } from "#engine/runtime/session.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import { pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Latency } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import { judgedSqnrDb } from "#numerics/errors/output-errors.ts";
import type { MeasuredRecipe } from "#protocol/autopilot.ts";
import type { Score } from "#statistics/statistics.ts";
import type { Built } from "../build/build-step.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { UNWATCHED } from "../phase-clock.ts";
import { Evaluation } from "../run/evaluation/evaluation.ts";

export type Measured = Omit<MeasuredRecipe, "onFront">;

/** One layer stored in some way. */
interface LayerTrial {
  /** Size of the file in which all other layers are INT8. */
  sizeBytes: number;
  /**
   * Noise power in the model's output divided by the signal's, all other layers in FP32; null where only the size
   * was needed.
   */
  noise: number | null;
}

/** What searches have measured under the same conditions. */
export class KnownResults {
  /** By recipe. */
  readonly points = new Map<string, Measured>();
  /** By layer, level and shared conditions. */
  readonly trials = new Map<string, LayerTrial>();
  fp32Latency: Latency | null = null;
}

/** Results are dropped with the model and data set that they belong to. */
const KNOWN = new WeakMap<LoadedData, WeakMap<LoadedModel, Map<string, KnownResults>>>();

/** What two recipes must share for their results to be comparable: everything that a search does not change. */
function conditions({ preprocess, evaluation, mode, calibration }: Recipe, data: LoadedData): string {
  const { count, seed, classes, distort } = calibration;
  return canonicalJson([preprocess, evaluation, mode, count, seed, classes, distort, data.classCount]);
}

/** What earlier searches on this model and data set have measured under the conditions of this recipe. */
export function knownResults(model: LoadedModel, data: LoadedData, recipe: Recipe): KnownResults {
  const ofData = KNOWN.get(data) ?? new WeakMap<LoadedModel, Map<string, KnownResults>>();
  KNOWN.set(data, ofData);
  const ofModel = ofData.get(model) ?? new Map<string, KnownResults>();
  ofData.set(model, ofModel);
  const key = conditions(recipe, data);
  const known = ofModel.get(key) ?? new KnownResults();
  ofModel.set(key, known);
  return known;
}

/** What a model is measured with and on. */
export interface Ground {
  model: LoadedModel;
  data: LoadedData;
  signal: AbortSignal;
  /** Called with the number of items that were run. */
  onItems: (count: number) => void;
}

export const evaluationOf = ({ model, data, signal, onItems }: Ground, recipe: Recipe): Evaluation =>
  new Evaluation(model, data, recipe, { ...UNWATCHED, advance: onItems, skip: () => {} }, signal);

/** Runs FP32 on the evaluation items that it has not run on yet. */
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
 * Evaluates a built model on all evaluation items of its recipe, as a run does. It compares no layers and times
 * nothing.
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
