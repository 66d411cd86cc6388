import type { ActivationSpec } from "../../grid.ts";
import type { StreamingHistogram } from "../histogram.ts";
import { countsWithoutZeroSpike } from "../zero-spike.ts";
import { ACTIVATION_SEARCH, type RangeCost, searchAsymmetric, searchSymmetric } from "./range-search.ts";

/** Mass of an empty group of Q; MXNet smooths its distributions by the same amount. */
const EMPTY_GROUP = 1e-4;

/**
 * The range that minimises the Kullback–Leibler divergence of the quantized distribution from the original
 * (S. Migacz, "8-bit inference with TensorRT", GTC 2017), with the histogram's fine bins (2048 to 4096)
 * against the grid's own number of levels and, for an asymmetric scheme, both ends searched.
 *
 * A range is possible only if it has at least one bin per level, so at 8 bits the threshold cannot fall
 * below about a tenth of the observed range.
 */
export function entropyRange(
  histogram: StreamingHistogram,
  spec: ActivationSpec,
): { rmin: number; rmax: number } {
  const { min, max } = histogram;
  if (spec.scheme === "symmetric") {
    const cost = divergence(histogram, 2 ** spec.bits - 1);
    const threshold = searchSymmetric(Math.max(-min, max), cost, ACTIVATION_SEARCH);
    return { rmin: Math.max(min, -threshold), rmax: Math.min(max, threshold) };
  }
  const cost = divergence(histogram, 2 ** spec.bits);
  const { low, high } = searchAsymmetric(Math.min(min, 0), Math.max(max, 0), cost, ACTIVATION_SEARCH);
  return { rmin: low, rmax: high };
}

/**
 * A function from a range to the divergence KL(P‖Q) in nats, the range rounded outwards to whole bins.
 * P is the histogram with everything outside the range added to its outermost bins. Q is the part inside
 * (without those), its bins merged into `levels` equal groups and each group's mass spread evenly over the
 * bins that are not empty in P; a group without mass counts as a ten-thousandth of a value, so that one
 * stray outlier beside a gap does not rule a range out. +Infinity where the range has fewer bins than
 * levels or holds nothing.
 *
 * Running sums of c, of c·ln c and of the number of filled bins make a call cost one look-up per level.
 */
export function divergence(histogram: StreamingHistogram, levels: number): RangeCost {
  const counts = countsWithoutZeroSpike(histogram);
  const { binWidth, firstBin } = histogram;
  const bins = counts.length;
  const mass = new Float64Array(bins + 1);
  const selfEntropy = new Float64Array(bins + 1);
  const filled = new Float64Array(bins + 1);
  for (let i = 0; i < bins; i++) {
    mass[i + 1] = mass[i] + counts[i];
    selfEntropy[i + 1] = selfEntropy[i] + xLogX(counts[i]);
    filled[i + 1] = filled[i] + (counts[i] > 0 ? 1 : 0);
  }
  const total = mass[bins];

  return (low, high) => {
    // Bin positions; a range that reaches beyond the data has empty bins there.
    const from = Math.floor(low / binWidth) - firstBin;
    const to = Math.floor(high / binWidth) + 1 - firstBin;
    if (to - from < levels) return Infinity;
    const first = clamp(from, 0, bins);
    const last = clamp(to, 0, bins);
    const inside = mass[last] - mass[first];
    const below = mass[first];
    const above = total - mass[last];
    if (inside === 0) return Infinity;

    const firstCount = counts[first];
    const lastCount = counts[last - 1];
    let sum = selfEntropy[last] - selfEntropy[first];
    if (last - first === 1) {
      sum = xLogX(total);
    } else {
      sum += xLogX(firstCount + below) - xLogX(firstCount);
      sum += xLogX(lastCount + above) - xLogX(lastCount);
    }

    let start = first;
    for (let level = 0; level < levels; level++) {
      const end = clamp(Math.round(from + ((to - from) * (level + 1)) / levels), 0, bins);
      if (end <= start) continue;
      const merged = mass[end] - mass[start];
      let original = merged;
      let spread = filled[end] - filled[start];
      if (start === first) {
        original += below;
        if (below > 0 && firstCount === 0) spread++;
      }
      if (end === last) {
        original += above;
        if (above > 0 && lastCount === 0) spread++;
      }
      if (original > 0) sum -= original * Math.log((merged || EMPTY_GROUP) / spread);
      start = end;
    }
    return sum / total + Math.log(inside / total);
  };
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

function xLogX(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
}
