import type { BiasCorrection } from "#engine/corrections/bias-correction.ts";
import type { LearnedRoundings } from "#engine/corrections/learn-rounding.ts";
import { planQuantization, type QuantizationPlan } from "#engine/quantize/quantization-plan.ts";
import type { QuantizedBuild } from "#engine/quantize/quantize-model.ts";
import type { Backend } from "#experiment/backends.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { CorrectionEffects, EqualizedPair, Notice } from "#experiment/result.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { ItemSource } from "../items/item-source.ts";
import type { PhaseClock } from "../phase-clock.ts";
import { RecentValues } from "../recent-values.ts";

/** The builds of both settings of a pair are kept. */
const KEPT = 2;

/** A float model that is calibrated and quantized, with what the calibration images have taught about it. */
export class FloatModel {
  readonly plan: QuantizationPlan;
  readonly observers = new RecentValues<Map<string, ActivationObserver>>(KEPT);
  readonly roundings = new RecentValues<LearnedRoundings>(KEPT);
  readonly biasCorrection = new RecentValues<Omit<BiasCorrection, "build">>(KEPT);

  /** `equalization` is null where the layers have the channel ranges of the file. */
  constructor(
    readonly model: ModelProto,
    readonly equalization: EqualizedPair[] | null,
    readonly notices: readonly Notice[],
  ) {
    this.plan = planQuantization(model);
  }

  /** Call when the images have been replaced. */
  forgetData(): void {
    this.observers.clear();
    this.roundings.clear();
    this.biasCorrection.clear();
  }
}

/** The calibration images of a recipe as network input: drawn by its seed, distorted, preprocessed. */
export interface CalibrationSet {
  source: ItemSource;
  /** The calibration images that can be decoded; they are looked through when this is first asked for. */
  indices: () => Promise<Uint32Array>;
  /** How many images are drawn. */
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

/** A quantized model and everything that was found out on the way to it. */
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
