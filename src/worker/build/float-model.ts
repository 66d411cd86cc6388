import type { BiasCorrection } from "#engine/corrections/bias-correction.ts";
import type { LearnedRoundings } from "#engine/corrections/learn-rounding.ts";
import { planQuantization, type QuantizationPlan } from "#engine/quantize/quantization-plan.ts";
import type { EqualizedPair, Notice } from "#experiment/result.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { Latest } from "../latest.ts";

/** Both settings of a pair are kept. */
const KEPT = 2;

/** A float model as it is calibrated and quantized, with what the calibration pictures have taught of it. */
export class FloatModel {
  readonly plan: QuantizationPlan;
  readonly observers = new Latest<Map<string, ActivationObserver>>(KEPT);
  readonly roundings = new Latest<LearnedRoundings>(KEPT);
  readonly biasCorrection = new Latest<Omit<BiasCorrection, "build">>(KEPT);

  /** `equalization` is null where the layers have the channel ranges of the file. */
  constructor(
    readonly model: ModelProto,
    readonly equalization: EqualizedPair[] | null,
    readonly notices: readonly Notice[],
  ) {
    this.plan = planQuantization(model);
  }

  /** The pictures have been replaced. */
  forgetData(): void {
    this.observers.clear();
    this.roundings.clear();
    this.biasCorrection.clear();
  }
}
