import { mcnemarPValue, SIGNIFICANCE } from "./mcnemar.ts";
import { type PairedOutcome, pairedDifferenceInterval } from "./paired-interval.ts";

/** One variant against another on the same items. */
export interface PairedTest extends PairedOutcome {
  /** `(gained − lost) / total`, −1..1, and its 95 % interval, which excludes 0 just where `isSignificant`. */
  difference: number;
  interval: { low: number; high: number };
  /** Of McNemar's mid-p test, two-sided. */
  pValue: number;
  isSignificant: boolean;
}

/**
 * The difference between two variants on the same items, its 95 % interval, and whether it is significant.
 *
 * @throws RangeError if there are no items, or the counts are not whole numbers of 0 or more, or exceed the total
 */
export function pairedTest(outcome: PairedOutcome): PairedTest {
  const { lost, gained, total } = outcome;
  if (total === 0) throw new RangeError("No items: there is nothing to test.");
  const pValue = mcnemarPValue(lost, gained);
  return {
    ...outcome,
    difference: (gained - lost) / total,
    interval: pairedDifferenceInterval(outcome),
    pValue,
    isSignificant: pValue < SIGNIFICANCE,
  };
}
