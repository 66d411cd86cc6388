import type { StreamingHistogram } from "./histogram.ts";
import { countsWithoutZeroSpike } from "./zero-spike.ts";

/**
 * Counts over `bins` equal bins of `width` from `start` on. What lies beyond an edge goes into the bin there; what
 * is not finite into none.
 */
export function countInto(values: Float32Array, start: number, width: number, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  const perWidth = 1 / width;
  for (let i = 0; i < values.length; i++) {
    const bin = (values[i] - start) * perWidth;
    if (bin >= 0 && bin < bins) counts[bin | 0]++;
    else if (Number.isFinite(values[i])) counts[bin < 0 ? 0 : bins - 1]++;
  }
  return counts;
}

/**
 * A streaming histogram on `bins` equal bins of `width` from `start` on. Values count as evenly spread within the
 * part of their bin that lies between the true extremes, except for the pile of exact zeros that ReLU makes
 * (`countsWithoutZeroSpike`), which stays in the bin of zero. What lies beyond an edge is left out. Counts need
 * not be whole; where the view covers the extremes they add up to the number of values, but for float64 rounding.
 */
export function rebin(
  histogram: StreamingHistogram,
  start: number,
  width: number,
  bins: number,
): Float64Array {
  const out = new Float64Array(bins);
  const { counts, min, max, firstBin } = histogram;
  const spread = countsWithoutZeroSpike(histogram);
  const binOf = (x: number) => Math.min(Math.floor((x - start) / width), bins - 1);
  // As a sum of bin widths, the largest value may lie one ulp beyond.
  const end = start + (bins + 1e-6) * width;
  const put = (x: number, count: number) => {
    if (x >= start && x <= end) out[binOf(x)] += count;
  };
  const zero = -firstBin;
  if (zero >= 0 && zero < counts.length) put(0, counts[zero] - spread[zero]);
  for (let i = 0; i < spread.length; i++) {
    const low = Math.max(histogram.edge(i), min);
    const high = Math.min(histogram.edge(i + 1), max);
    if (spread[i] === 0) continue;
    if (high <= low) {
      put(low, spread[i]);
      continue;
    }
    const density = spread[i] / (high - low);
    const last = binOf(high);
    for (let bin = Math.max(binOf(low), 0); bin <= last; bin++) {
      const part = Math.min(high, start + (bin + 1) * width) - Math.max(low, start + bin * width);
      if (part > 0) out[bin] += density * part;
    }
  }
  return out;
}
