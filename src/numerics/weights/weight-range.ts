import { LabError } from "#failures/lab-error.ts";
import { type AffineParams, deployableParams, type GridSpec, SMALLEST_SCALE } from "../affine.ts";
import { findExtremes } from "../calibration/extremes.ts";
import { StreamingHistogram } from "../calibration/histogram.ts";
import { expectedSquaredError } from "../calibration/methods/mse-range.ts";
import {
  ACTIVATION_SEARCH,
  type RangeCost,
  type SearchGrid,
  searchAsymmetric,
  searchSymmetric,
} from "../calibration/methods/range-search.ts";
import { codeFit } from "../round-trip-error.ts";

/** From this many values on, ranges are compared by a histogram's expected error instead of value by value. */
const MANY = 4096;
/** How often the scale is fitted to the integer levels at most. */
const FITS = 4;

/**
 * Affine parameters, zero exactly representable, with a small squared round-trip error over `x[start..end)`:
 * certainly no larger than that of the min–max range and of any of `known`. Ranges from the extremes downwards are
 * tried; from the best of them on, the scale that fits its integer levels best in the sense of least squares, again
 * and again, and the neighbouring zero points. That finds a local minimum, within a few percent of the global one
 * unless a handful of values meets 256 integer levels. The errors that decide are those of `quantizeInto` and
 * `dequantizeInto` to the last bit.
 *
 * Throws `calibration.non-finite` when the values hold NaN or an infinity.
 */
export function smallestErrorRange(
  x: Float32Array,
  start: number,
  end: number,
  grid: GridSpec,
  known: readonly AffineParams[],
): AffineParams {
  const { min, max, nonFinite } = findExtremes(x, start, end);
  if (nonFinite > 0) throw new LabError("calibration.non-finite", { nonFinite });
  let best = deployableParams(min, max, grid);
  let { error: least, scale: fitted } = codeFit(x, best, start, end);
  const consider = (params: AffineParams, limit = least) => {
    const { error, scale } = codeFit(x, params, start, end, limit);
    if (error < least) {
      least = error;
      best = params;
      fitted = scale;
    }
    return error;
  };
  for (const params of known) consider(params);
  if (least === 0) return best;
  if (end - start < MANY) searchRange(min, max, grid, consider, fewValuesGrid(end - start, least, min, max));
  else {
    const histogram = new StreamingHistogram();
    histogram.add(x, start, end);
    consider(searchRange(min, max, grid, expectedSquaredError(histogram), ACTIVATION_SEARCH));
  }
  for (let fit = 0; fit < FITS; fit++) {
    const before = least;
    if (fitted >= SMALLEST_SCALE && fitted < Infinity) consider({ ...best, scale: fitted });
    if (grid.scheme === "asymmetric") {
      const { zeroPoint, qmin, qmax } = best;
      if (zeroPoint > qmin) consider({ ...best, zeroPoint: zeroPoint - 1 });
      if (zeroPoint < qmax) consider({ ...best, zeroPoint: zeroPoint + 1 });
    }
    if (least === before) break;
  }
  return best;
}

/** The parameters, among those of ranges tried, for which `cost` is smallest. */
function searchRange(
  min: number,
  max: number,
  grid: GridSpec,
  cost: (params: AffineParams, limit: number) => number,
  search: SearchGrid,
): AffineParams {
  const ofRange: RangeCost = (low, high, limit) => cost(deployableParams(low, high, grid), limit);
  if (grid.scheme === "symmetric") {
    const limit = searchSymmetric(Math.max(-min, max), ofRange, search);
    return deployableParams(-limit, limit, grid);
  }
  const { low, high } = searchAsymmetric(Math.min(min, 0), Math.max(max, 0), ofRange, search);
  return deployableParams(low, high, grid);
}

/**
 * How far to shrink the range of `count` values whose error is `least` with one range already. Clipping the
 * largest, m, to r·m costs (1 − r)²·m², which must not exceed `least`; and rounding all the others to zero,
 * where they all are within r·m, costs no more than count·r²·m².
 */
function fewValuesGrid(count: number, least: number, min: number, max: number): SearchGrid {
  const floor = Math.max(1 - Math.sqrt(least) / Math.max(-min, max), 1 / (1 + Math.sqrt(count)));
  return { floor, coarse: 8, fine: 4, rounds: 1 };
}
