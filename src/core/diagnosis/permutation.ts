import { drawIndices } from "../sampling.ts";

/** Divisions that are drawn: the smallest p-value is 1 in 500. */
export const PERMUTATIONS = 499;

/**
 * Distribution of a statistic of a division of `total` pictures into `first` and the rest where the division means
 * nothing: the statistic over random divisions of the same sizes. Whatever the statistic and however few the pictures,
 * the p-value holds its level as long as the pictures of both parts come from one source.
 *
 * @param statistic of the pictures in the first part, by position in ascending order; larger is more different
 * @returns the statistic of the division into the first `first` and the others, and its p-value
 *
 * Source: E. J. G. Pitman, Supplement to the Journal of the Royal Statistical Society 4, 1937; the p-value counts the
 * division itself (B. Phipson and G. K. Smyth, Statistical Applications in Genetics and Molecular Biology 9, 2010).
 */
export function permutationTest(
  total: number,
  first: number,
  statistic: (part: Uint32Array) => number,
): { observed: number; pValue: number } {
  const observed = statistic(Uint32Array.from({ length: first }, (_, i) => i));
  // Sums in another order differ in the last digits: such a tie is no smaller.
  const bar = observed - 1e-12 * Math.abs(observed);
  let asLarge = 1;
  for (let seed = 1; seed <= PERMUTATIONS; seed++) {
    if (statistic(drawIndices(total, first, seed)) >= bar) asLarge++;
  }
  return { observed, pValue: asLarge / (PERMUTATIONS + 1) };
}

/** The difference of two parts' means tested so. `values` holds the first part's values, then the second's. */
export function meanDifferencePValue(values: Float64Array, first: number): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const rest = values.length - first;
  return permutationTest(values.length, first, (part) => {
    let own = 0;
    for (const i of part) own += values[i];
    return Math.abs(own / first - (sum - own) / rest);
  }).pValue;
}
