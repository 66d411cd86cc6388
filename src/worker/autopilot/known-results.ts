import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Latency } from "#experiment/result.ts";
import type { MeasuredRecipe } from "#protocol/autopilot.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";

export type Measured = Omit<MeasuredRecipe, "onFront">;

/** One layer stored in some way. */
export interface LayerTrial {
  /** Size of the file in which all other layers are INT8. */
  sizeBytes: number;
  /**
   * Noise power in the model's output by the signal's, all other layers in FP32; null where the size was all that
   * had to be known.
   */
  noise: number | null;
}

/** What searches have found out under the same conditions. */
export class KnownResults {
  /** By recipe. */
  readonly points = new Map<string, Measured>();
  /** By layer, level and what they have in common. */
  readonly trials = new Map<string, LayerTrial>();
  fp32Latency: Latency | null = null;
}

/** A model and data set that were replaced take their results with them. */
const KNOWN = new WeakMap<LoadedData, WeakMap<LoadedModel, Map<string, KnownResults>>>();

/** What two recipes must share for their results to be compared: all that a search leaves as it is. */
function conditions({ preprocess, evaluation, mode, calibration }: Recipe, data: LoadedData): string {
  const { count, seed, classes, distort } = calibration;
  return canonicalJson([preprocess, evaluation, mode, count, seed, classes, distort, data.classCount]);
}

/** What earlier searches on this model and data set have found out under the conditions of this recipe. */
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
