/**
 * How much wider the extremes of all images are than those of half as many, on average over every choice of the
 * half: 0 where more images bring nothing new, towards 1 where the range doubles with the images. Exact: the
 * largest of m out of n values is the k-th smallest with probability C(k−1, m−1) / C(n, m). Null with fewer than two
 * images. Zero belongs to the range, as in what is deployed.
 *
 * @param minima smallest value of each image, and `maxima` its largest
 */
export function rangeGrowth(minima: readonly number[], maxima: readonly number[]): number | null {
  if (maxima.length < 2) return null;
  const half = Math.floor(maxima.length / 2);
  const highs = Float64Array.from(maxima, (value) => Math.max(0, value)).sort();
  const depths = Float64Array.from(minima, (value) => Math.max(0, -value)).sort();
  const all = highs[highs.length - 1] + depths[depths.length - 1];
  if (all === 0) return 0;
  return Math.max(0, 1 - (expectedLargest(highs, half) + expectedLargest(depths, half)) / all);
}

/** Mean of the largest of `draws` values out of ascending ones. */
function expectedLargest(ascending: Float64Array, draws: number): number {
  // From the largest on, whose probability is draws / n; each smaller one's follows from its neighbour's.
  let probability = draws / ascending.length;
  let mean = 0;
  for (let k = ascending.length; k >= draws; k--) {
    mean += probability * ascending[k - 1];
    if (k > 1) probability *= (k - draws) / (k - 1);
  }
  return mean;
}
