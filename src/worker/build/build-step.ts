import type { QuantizedBuild } from "#engine/quantize/quantize-model.ts";
import type { Backend } from "#experiment/backends.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { CorrectionEffects, Notice } from "#experiment/result.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { ItemSource } from "../items/item-source.ts";
import type { PhaseClock } from "../phase-clock.ts";
import type { FloatModel } from "./float-model.ts";

/** The calibration pictures of a recipe as network input: drawn by its seed, distorted, preprocessed. */
export interface CalibrationSet {
  source: ItemSource;
  /** Those that can be read; they are looked through when this is first asked for. */
  indices: () => Promise<Uint32Array>;
  /** How many are drawn. */
  count: number;
  /** Equal for two recipes that feed the network the same values. */
  key: string;
}

/** What each step from a float model to a quantized one works with. */
export interface BuildStep {
  float: FloatModel;
  recipe: Recipe;
  set: CalibrationSet;
  /** Of the calibration pass. */
  backend: Backend;
  /** Batch size the model is fixed to, or null where it takes any. */
  fixedBatch: number | null;
  signal: AbortSignal;
  clock: PhaseClock;
}

/** A quantized model and all that was found out on the way to it. */
export interface Built {
  /** The float model that was quantized. */
  float: FloatModel;
  /** The same with corrected biases, if the recipe corrects them. */
  corrected: ModelProto;
  build: QuantizedBuild;
  /** Empty in the modes that need no ranges. */
  observers: ReadonlyMap<string, ActivationObserver>;
  corrections: CorrectionEffects;
  notices: Notice[];
}
