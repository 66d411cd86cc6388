import type { ExtremeValues } from "./extreme-values.ts";
import type { StreamingHistogram } from "./histogram.ts";

/** Bins of ONNX Runtime's calibration histogram, over [−t, t] with t the largest magnitude. */
const BINS = 2048;

/**
 * The range that ONNX Runtime's percentile calibration gives (`PercentileCalibrater` with 2048 bins, all
 * pictures in one histogram): of the values of rank ⌈(100 − p)/2 %⌉ from below and from above, the lower edges
 * of the bins that hold them, never beyond the extremes. The edges are ONNX Runtime's float32 ones, and the
 * values themselves are known exactly while their rank is within the capacity of `tails`: at 99.999 percent
 * and 1024 values, up to 2·10⁸ values of the tensor. Beyond, the histogram's quantile stands in, and the
 * result may lie one bin (t/1024) off.
 *
 * Two deliberate differences: 100 percent are the extremes, and where both edges would be zero although the
 * values are not, the values themselves count.
 *
 * @param percentile percent of values kept, above 0 and at most 100
 */
export function percentileRange(
  histogram: StreamingHistogram,
  tails: ExtremeValues,
  percentile: number,
): { rmin: number; rmax: number } {
  const { min, max, count } = histogram;
  const tail = (100 - percentile) / 200;
  if (tail === 0) return { rmin: min, rmax: max };
  const low = tails.smallest(rankOf(tail, count)) ?? histogramQuantile(histogram, tail);
  const high = tails.largest(count - rankOf(1 - tail, count) + 1) ?? histogramQuantile(histogram, 1 - tail);
  const edge = lowerEdges(Math.max(-min, max));
  const rmin = Math.max(edge(low), min);
  const rmax = Math.min(edge(high), max);
  if (rmin >= 0 && rmax <= 0) return { rmin: low, rmax: high };
  // Both in one bin: ONNX Runtime's range is inverted there, and its inner end does not matter.
  if (rmin > rmax) return rmin > 0 ? { rmin: rmax, rmax } : { rmin, rmax: rmin };
  return { rmin, rmax };
}

/** The smallest rank whose share of `count` values is at least `share`. */
function rankOf(share: number, count: number): number {
  const rank = Math.min(Math.max(Math.ceil(share * count), 1), count);
  if ((rank - 1) / count >= share) return Math.max(rank - 1, 1);
  return rank / count >= share ? rank : Math.min(rank + 1, count);
}

/** Lower edge of the bin that holds a value, for bins over [−t, t] with edges as NumPy's float32 `linspace` has them. */
function lowerEdges(t: number): (value: number) => number {
  const step = Math.fround((2 * t) / BINS);
  // Too small or too large for float32's edges: each value is its own.
  if (step === 0 || Math.fround(2 * t) === Infinity) return (value) => value;
  const edge = (i: number) => Math.fround(Math.fround(i * step) - t);
  return (value) => {
    let i = Math.min(Math.max(Math.floor((value + t) / step), 0), BINS - 1);
    while (i > 0 && value < edge(i)) i--;
    while (i < BINS - 1 && value >= edge(i + 1)) i++;
    return edge(i);
  };
}

/**
 * The value below which the share `q` (0..1) of the histogram's values lies, values counted as evenly
 * spread within their bin, clipped to the true extremes. The histogram must not be empty.
 */
export function histogramQuantile(histogram: StreamingHistogram, q: number): number {
  const { counts, count, binWidth, min, max } = histogram;
  const target = q * count;
  let below = 0;
  let i = 0;
  while (i < counts.length - 1 && below + counts[i] < target) below += counts[i++];
  const value = histogram.edge(i) + ((target - below) / counts[i]) * binWidth;
  return Math.min(Math.max(value, min), max);
}
