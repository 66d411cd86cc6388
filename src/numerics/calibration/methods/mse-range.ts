import { type AffineParams, activationGrid, deployableParams } from "../../affine.ts";
import type { ActivationSpec } from "../../grid.ts";
import type { StreamingHistogram } from "../histogram.ts";
import { countsWithoutZeroSpike } from "../zero-spike.ts";
import { ACTIVATION_SEARCH, searchAsymmetric, searchSymmetric } from "./range-search.ts";

/** By how much of the limit a sum is above it before its rest is left out. */
const SLACK = 1e-6;

/**
 * The range that minimises the expected squared round-trip error of the values in `histogram` on the grid
 * of `spec`, zero points rounded and clipping included. Within a bin values count as evenly spread, except
 * for the pile of exact zeros that ReLU makes, which costs nothing.
 */
export function mseRange(
  histogram: StreamingHistogram,
  spec: ActivationSpec,
): { rmin: number; rmax: number } {
  const error = expectedSquaredError(histogram);
  const grid = activationGrid(spec);
  const cost = (low: number, high: number, limit: number) => error(deployableParams(low, high, grid), limit);
  const { min, max } = histogram;
  if (spec.scheme === "symmetric") {
    const threshold = searchSymmetric(Math.max(-min, max), cost, ACTIVATION_SEARCH);
    return { rmin: Math.max(min, -threshold), rmax: Math.min(max, threshold) };
  }
  const { low, high } = searchAsymmetric(Math.min(min, 0), Math.max(max, 0), cost, ACTIVATION_SEARCH);
  return { rmin: low, rmax: high };
}

/**
 * A function from affine parameters to the summed squared round-trip error of the histogram's values.
 *
 * With running sums of the density's moments 0, 1 and 2, the error of all values that round to one code is
 * `ΔM2 − 2v·ΔM1 + v²·ΔM0`, so a call costs one look-up per code instead of one per bin, and fewer where a limit is
 * given: from there on the error is any number that is no smaller.
 */
export function expectedSquaredError(
  histogram: StreamingHistogram,
): (params: AffineParams, limit?: number) => number {
  const counts = countsWithoutZeroSpike(histogram);
  const { binWidth, firstBin } = histogram;
  const bins = counts.length;
  // Moments in units of the bin width: x = t·binWidth, evenly spread over [k, k + 1).
  const m0 = new Float64Array(bins + 1);
  const m1 = new Float64Array(bins + 1);
  const m2 = new Float64Array(bins + 1);
  for (let i = 0; i < bins; i++) {
    const k = firstBin + i;
    m0[i + 1] = m0[i] + counts[i];
    m1[i + 1] = m1[i] + counts[i] * (k + 1 / 2);
    m2[i + 1] = m2[i] + counts[i] * (k * k + k + 1 / 3);
  }
  return ({ scale, zeroPoint, qmin, qmax }, limit = Infinity) => {
    const step = scale / binWidth;
    // Every integer level adds to the error, up to rounding in differences of large sums.
    const enough = (limit * (1 + SLACK)) / (binWidth * binWidth);
    let sum = 0;
    let p0 = 0;
    let p1 = 0;
    let p2 = 0;
    for (let code = qmin; code <= qmax; code++) {
      const value = (code - zeroPoint) * step;
      const upper = code === qmax ? Infinity : value + step / 2;
      const i = Math.min(Math.max(Math.floor(upper) - firstBin, 0), bins);
      const k = firstBin + i;
      // The part of bin i below the boundary between this code and the next.
      const part = i === bins ? 0 : Math.max(upper - k, 0);
      const density = i === bins ? 0 : counts[i] * part;
      const n0 = m0[i] + density;
      const n1 = m1[i] + density * (k + part / 2);
      const n2 = m2[i] + density * (k * k + k * part + (part * part) / 3);
      sum += n2 - p2 - value * (2 * (n1 - p1) - value * (n0 - p0));
      if (sum > enough) break;
      p0 = n0;
      p1 = n1;
      p2 = n2;
    }
    return sum * binWidth * binWidth;
  };
}
