import { LabError } from "#failures/lab-error.ts";
import { quantileOfSorted } from "#statistics/statistics.ts";
import type { ActivationSpec } from "../../grid.ts";
import type { ActivationObserver } from "../observer.ts";
import { entropyRange } from "./entropy-range.ts";
import { mseRange } from "./mse-range.ts";
import { percentileRange } from "./percentile-range.ts";

export type CalibrationMethod =
  | "minmax"
  | "moving-average"
  | "percentile"
  | "batch-percentile"
  | "mse"
  | "entropy";

/** Percent of values kept where the recipe does not say, as in ONNX Runtime's quantizer. */
export const DEFAULT_PERCENTILE = 99.999;

/** A calibration method and its percentile: percent of values kept, for the two percentile methods. */
export interface MethodChoice {
  method: CalibrationMethod;
  percentile?: number;
}

/**
 * The real range [rmin, rmax] that a calibration method gives one activation tensor, derived from what an
 * observer collected in one pass; `deployableParams` widens it to hold zero.
 * - `minmax`: the extremes.
 * - `moving-average`: the observer's moving average of the pictures' extremes.
 * - `percentile` p: the p percent of all values of smallest magnitude, on the bins of ONNX Runtime's quantizer
 *   (see `percentileRange`).
 * - `batch-percentile` p: percentile 100 − p of the pictures' minima and p of their maxima, linear between
 *   ranks.
 * - `mse`, `entropy`: see `mseRange` and `entropyRange`; the only ones that depend on `spec`.
 *
 * Throws `calibration.non-finite` when no finite value was seen (`observer.nonFinite` tells of ignored
 * ones), `internal` when the method needs a histogram and the observer kept none.
 */
export function calibrationRange(
  observer: ActivationObserver,
  { method, percentile = DEFAULT_PERCENTILE }: MethodChoice,
  spec: ActivationSpec,
): { rmin: number; rmax: number } {
  const { min, max, movingAverage } = observer;
  if (movingAverage === null) {
    throw new LabError("calibration.non-finite", { finite: 0, nonFinite: observer.nonFinite });
  }
  switch (method) {
    case "minmax":
      return { rmin: min, rmax: max };
    case "moving-average":
      return { rmin: movingAverage.min, rmax: movingAverage.max };
    case "percentile":
      return percentileRange(
        needed(observer.histogram, method),
        needed(observer.largest, method),
        observer.smallestMagnitude,
        percentile,
      );
    case "batch-percentile": {
      const minima = Float64Array.from(observer.itemMinima).sort();
      const maxima = Float64Array.from(observer.itemMaxima).sort();
      return {
        rmin: quantileOfSorted(minima, 1 - percentile / 100),
        rmax: quantileOfSorted(maxima, percentile / 100),
      };
    }
    case "mse":
      return mseRange(needed(observer.histogram, method), spec);
    case "entropy":
      return entropyRange(needed(observer.histogram, method), spec);
  }
}

function needed<T>(collected: T | null, method: string): T {
  if (collected === null) throw new LabError("internal", { reason: `${method} needs a histogram` });
  return collected;
}
