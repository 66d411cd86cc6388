/**
 * Holm's correction for several tests at once: adjusted p-values, in the order given. If tests are called
 * significant where their adjusted value is at most α, the probability of any false call is at most α.
 *
 * Source: S. Holm, Scandinavian Journal of Statistics 6, 1979.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  const ascending = [...pValues.keys()].sort((a, b) => pValues[a] - pValues[b]);
  let least = 0;
  ascending.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, pValues[at] * (pValues.length - rank)));
    adjusted[at] = least;
  });
  return adjusted;
}
