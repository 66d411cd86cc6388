/** A count out of a total; the proportion is `correct / total`. */
export interface Score {
  correct: number;
  total: number;
}

/**
 * Wilson's score interval for a proportion, `low` and `high` within 0..1; `z` is the normal quantile, 1.96
 * for 95 %. Unlike the plain normal interval it stays in range and keeps a width at 0 and at 100 %.
 * A score out of nothing gives [0, 1]. Source: E. B. Wilson, JASA 22, 1927.
 */
export function wilsonInterval({ correct, total }: Score, z = 1.96): { low: number; high: number } {
  if (total === 0) return { low: 0, high: 1 };
  const share = correct / total;
  const z2 = (z * z) / total;
  const centre = (share + z2 / 2) / (1 + z2);
  const half = (z / (1 + z2)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * The q-quantile (q in 0..1) of ascending values by linear interpolation between the two nearest ranks, as
 * NumPy and PyTorch do by default: position q·(n − 1). NaN for no values.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** Median, 10th and 90th percentile with linear interpolation (see `quantileOfSorted`); NaN for no values. */
export function medianAndPercentiles(values: Float64Array | number[]): {
  median: number;
  p10: number;
  p90: number;
} {
  const sorted = Float64Array.from(values).sort();
  return {
    median: quantileOfSorted(sorted, 0.5),
    p10: quantileOfSorted(sorted, 0.1),
    p90: quantileOfSorted(sorted, 0.9),
  };
}
