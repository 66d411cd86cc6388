/**
 * McNemar's exact test for two variants judged on the same items: the probability, if both err equally often, that
 * the discordant items fall at least as unevenly as they did. Two-sided: twice the smaller tail of
 * Binomial(lost + gained, ½), at most 1; 1 without discordant items. Items on which both are right, or both wrong,
 * carry no information and do not enter.
 *
 * @param lost items right in the first variant only, 0 or more
 * @param gained items right in the second variant only, 0 or more
 *
 * Source: Q. McNemar, Psychometrika 12, 1947; exact form: Fay, R Journal 2(1), 2010.
 */
export function mcnemarPValue(lost: number, gained: number): number {
  const count = lost + gained;
  const fewer = Math.min(lost, gained);
  // Terms of the tail over its largest: none over- or underflows, whatever the count.
  let term = 1;
  let tail = 1;
  let logLargest = -count * Math.LN2;
  for (let k = 0; k < fewer; k++) logLargest += Math.log((count - k) / (k + 1));
  for (let k = fewer; k > 0; k--) {
    term *= k / (count - k + 1);
    tail += term;
  }
  return Math.min(1, 2 * tail * Math.exp(logLargest));
}
