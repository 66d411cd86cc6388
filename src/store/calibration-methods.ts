import type { CalibrationMethod } from "#core/recipe.ts";

/** The calibration methods that the engine offers, in the order in which the panel lists them. */
export const CALIBRATION_METHODS = [
  "minmax",
  "moving-average",
  "percentile",
  "batch-percentile",
  "mse",
  "entropy",
] as const satisfies readonly CalibrationMethod[];
