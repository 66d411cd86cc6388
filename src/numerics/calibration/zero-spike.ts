import type { StreamingHistogram } from "./histogram.ts";

/**
 * The histogram's counts with the bin that begins at zero cut down to its fuller neighbour. ReLU piles up
 * exact zeros there; zero is always exactly representable, so they cost nothing at any threshold, and
 * spread over the bin they would outweigh everything else.
 */
export function countsWithoutZeroSpike(histogram: StreamingHistogram): Float64Array {
  const counts = histogram.counts.slice();
  const zero = -histogram.firstBin;
  if (zero >= 0 && zero < counts.length) {
    counts[zero] = Math.min(counts[zero], Math.max(counts[zero - 1] ?? 0, counts[zero + 1] ?? 0));
  }
  return counts;
}
