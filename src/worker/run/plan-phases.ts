import { BIAS_CORRECTION_PASSES } from "#engine/corrections/bias-correction.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { PhaseClock } from "../phase-clock.ts";
import { LAYER_PICTURES } from "./layers.ts";

/** States the work that FP32 is, in images. Those of the first part are taken off the evaluation once that comes to them. */
export function planFp32(
  clock: PhaseClock,
  { first, evaluation }: { first: number; evaluation: number },
): void {
  clock.plan("baseline", first, 1);
  clock.plan("evaluate", evaluation, 1);
}

/** States the work that one setting adds to each phase and what a unit of it costs, in FP32 images, as long as nothing is measured. */
export function planSetting(
  clock: PhaseClock,
  { mode, corrections }: Recipe,
  counts: { evaluation: number; calibration: number; layers: number },
): void {
  const { evaluation, calibration, layers } = counts;
  if (mode === "static") clock.plan("calibrate", calibration, 1.3);
  if (corrections.learnedRounding) clock.plan("round", layers, 50);
  if (corrections.biasCorrection) clock.plan("correct-bias", BIAS_CORRECTION_PASSES * calibration, 3);
  clock.plan("evaluate", evaluation, 1.2);
  clock.plan("layers", LAYER_PICTURES + layers, 4);
}
