import type { Recipe } from "#core/recipe.ts";
import type { Backend } from "#core/report.ts";
import type { CalibrationSet } from "./calibration-set.ts";
import type { FloatModel } from "./float-model.ts";
import type { PhaseClock } from "./phase-clock.ts";

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
