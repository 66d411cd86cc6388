import { BIAS_CORRECTION_PASSES } from "#engine/corrections/bias-correction.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { PhaseClock } from "../phase-clock.ts";
import { LAYER_PICTURES } from "./layers.ts";

/** States the work of each phase and what a unit of it costs, in FP32 pictures, as long as nothing is measured. */
export function planPhases(
  clock: PhaseClock,
  { mode, corrections }: Recipe,
  counts: { first: number; evaluation: number; calibration: number; layers: number },
): void {
  const { first, evaluation, calibration, layers } = counts;
  clock.plan("baseline", first, 1);
  if (mode === "static") clock.plan("calibrate", calibration, 1.3);
  if (corrections.learnedRounding) clock.plan("round", layers, 50);
  if (corrections.biasCorrection) clock.plan("correct-bias", BIAS_CORRECTION_PASSES * calibration, 3);
  clock.plan("evaluate", 2 * evaluation - first, 1.2);
  clock.plan("layers", LAYER_PICTURES + layers, 4);
}
