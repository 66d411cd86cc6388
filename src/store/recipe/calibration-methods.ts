import type { CalibrationMethod } from "#numerics/calibration/methods/calibrate.ts";

/** The calibration methods that the engine offers, in the order in which the panel lists them. */
export const CALIBRATION_METHODS = [
  "minmax",
  "moving-average",
  "percentile",
  "batch-percentile",
  "mse",
  "entropy",
] as const satisfies readonly CalibrationMethod[];
