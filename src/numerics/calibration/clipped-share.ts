import type { StreamingHistogram } from "./histogram.ts";

/**
 * Share of a histogram's values that lie outside [rmin, rmax], 0..1. Values count as evenly spread within the
 * part of their bin that lies between the true extremes, so that the extremes themselves clip nothing; 0 while
 * the histogram is empty.
 */
export function clippedShare(histogram: StreamingHistogram, rmin: number, rmax: number): number {
  const { counts, count, min, max } = histogram;
  if (count === 0) return 0;
  let clipped = 0;
  for (let i = 0; i < counts.length; i++) {
    const low = Math.max(histogram.edge(i), min);
    const high = Math.min(histogram.edge(i + 1), max);
    if (low >= rmin && high <= rmax) continue;
    const inside = Math.min(high, rmax) - Math.max(low, rmin);
    // A bin of a single value has no width.
    const share = high > low ? Math.max(inside, 0) / (high - low) : 0;
    clipped += counts[i] * (1 - share);
  }
  return clipped / count;
}
