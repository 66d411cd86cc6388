import { binomialProbability, binomialTail } from "./binomial.ts";

/** A difference is significant where its p-value is below this. */
export const SIGNIFICANCE = 0.05;

/**
 * McNemar's mid-p test for two variants judged on the same items: the probability, if both err equally often, that
 * the discordant items fall more unevenly than they did, and half the probability that they fall just as unevenly,
 * under Binomial(lost + gained, ½). 1 without discordant items. Items on which both are right, or both wrong, carry no
 * information and do not enter.
 *
 * Source: M. W. Fagerland, S. Lydersen and P. Laake, "The McNemar test for binary matched-pairs data: mid-p and
 * asymptotic are better than exact conditional", BMC Medical Research Methodology 13:91, 2013.
 *
 * @param lost items right in the first variant only, a whole number of 0 or more
 * @param gained items right in the second variant only, likewise
 * @throws RangeError for anything else
 */
export function mcnemarPValue(lost: number, gained: number): number {
  requireCount("lost", lost);
  requireCount("gained", gained);
  const discordant = lost + gained;
  if (discordant === 0) return 1;
  const asUneven = binomialProbability(lost, discordant, 0.5);
  if (lost === gained) return 1 - asUneven / 2;
  return 2 * binomialTail(Math.max(lost, gained), discordant, 0.5) - asUneven;
}

/** @throws RangeError unless `value` is a whole number of 0 or more */
export function requireCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`${name} is no count of items: ${value}`);
}
