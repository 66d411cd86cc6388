import type { StreamingHistogram } from "../histogram.ts";
import type { LargestMagnitudes } from "../largest-magnitudes.ts";

/** Bins of ONNX Runtime's calibration histogram, from the smallest magnitude to the largest. */
const BINS = 2048;

/**
 * The range that ONNX Runtime's percentile calibration gives (`PercentileCalibrater` as `quantize_static` makes
 * it: 2048 bins, magnitudes, all images in one histogram): ±t, cut to the extremes, where t is the lower edge
 * of the bin that holds the smallest magnitude which p percent of the values do not exceed. The edges are its
 * float32 ones. The magnitude itself is known exactly while its rank from above is within the capacity of
 * `largest` (at 99.999 percent and a capacity of 1280, up to 1.28·10⁸ values); beyond, the histogram's quantile
 * stands in for it, which may lie in the neighbouring bin.
 *
 * Two deliberate differences: 100 percent gives the extremes, and where the edge would be zero although not all
 * values are, the magnitude itself counts instead.
 *
 * @param percentile percent of values kept, above 0 and at most 100
 */
export function percentileRange(
  histogram: StreamingHistogram,
  largest: LargestMagnitudes,
  smallestMagnitude: number,
  percentile: number,
): { rmin: number; rmax: number } {
  const { min, max, count } = histogram;
  const share = percentile / 100;
  if (share >= 1) return { rmin: min, rmax: max };
  const magnitude = largest.ofRank(count - rankOf(share, count) + 1) ?? magnitudeQuantile(histogram, share);
  const edge = lowerEdge(magnitude, smallestMagnitude, Math.max(-min, max));
  const threshold = edge > 0 ? edge : magnitude;
  return { rmin: Math.max(-threshold, min), rmax: Math.min(threshold, max) };
}

/** The smallest rank whose share of `count` values is at least `share`. */
function rankOf(share: number, count: number): number {
  const rank = Math.max(Math.ceil(share * count), 1);
  if (rank > 1 && (rank - 1) / count >= share) return rank - 1;
  return rank / count >= share ? rank : rank + 1;
}

/**
 * Lower edge of the bin that holds `value`, for bins over [low, high] with edges as NumPy's float32 `linspace` has
 * them.
 */
function lowerEdge(value: number, low: number, high: number): number {
  const step = Math.fround(Math.fround(high - low) / BINS);
  // All values are equal, or bins are too narrow for float32: each value is its own edge.
  if (step === 0) return value;
  const edge = (i: number) => Math.fround(Math.fround(i * step) + low);
  let i = Math.min(Math.floor((value - low) / step), BINS - 1);
  while (i > 0 && value < edge(i)) i--;
  while (i < BINS - 1 && value >= edge(i + 1)) i++;
  return edge(i);
}

/**
 * The magnitude not exceeded by the share `q` (0..1) of the histogram's values, which count as evenly spread
 * within their bins; never above the largest. The histogram must not be empty.
 */
export function magnitudeQuantile(histogram: StreamingHistogram, q: number): number {
  const { counts, count, binWidth, firstBin, min, max } = histogram;
  const target = q * count;
  // Bins k and −1 − k hold magnitudes k·w to (k + 1)·w.
  const at = (k: number) => (counts[k - firstBin] ?? 0) + (counts[-1 - k - firstBin] ?? 0);
  const lastBin = Math.max(firstBin + counts.length - 1, -1 - firstBin);
  let below = 0;
  let k = 0;
  while (k < lastBin && below + at(k) < target) below += at(k++);
  return Math.min((k + (target - below) / at(k)) * binWidth, Math.max(-min, max));
}
