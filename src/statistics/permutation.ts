import { drawIndices } from "./sampling.ts";

/** Divisions that are drawn: the smallest p-value is 1 in 500. */
const PERMUTATIONS = 499;

/**
 * Divisions of `total` images into `first` and the rest: the real one, which is the first `first` of them, then
 * random ones of the same sizes. Each holds the positions of its first part in ascending order.
 */
export const divisions = (total: number, first: number): Uint32Array[] => [
  Uint32Array.from({ length: first }, (_, i) => i),
  ...Array.from({ length: PERMUTATIONS }, (_, seed) => drawIndices(total, first, seed + 1).sort()),
];

/**
 * Probability that a division which means nothing gives a statistic as large as the real one's. Whatever the
 * statistic and however few the images, it holds its level as long as both parts come from one source.
 *
 * @param statistics one per division, the real one's first; larger is more different
 *
 * Source: E. J. G. Pitman, Supplement to the Journal of the Royal Statistical Society 4, 1937; the division itself
 * counts as well (B. Phipson and G. K. Smyth, Statistical Applications in Genetics and Molecular Biology 9, 2010).
 */
export function permutationPValue(statistics: Float64Array): number {
  const [observed] = statistics;
  // Sums in another order differ in the last digits: such a tie is no smaller.
  const bar = observed - 1e-12 * Math.abs(observed);
  let asLarge = 0;
  for (const statistic of statistics) if (statistic >= bar) asLarge++;
  return asLarge / statistics.length;
}

/** The difference of two parts' means tested so. `values` holds the first part's values, then the second's. */
export function meanDifferencePValue(values: Float64Array, first: number): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const rest = values.length - first;
  const statistics = Float64Array.from(divisions(values.length, first), (part) => {
    let own = 0;
    for (const i of part) own += values[i];
    return Math.abs(own / first - (sum - own) / rest);
  });
  return permutationPValue(statistics);
}
