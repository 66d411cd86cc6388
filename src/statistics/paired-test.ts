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
 * Says of an outcome how large the difference is, how sure that is, and whether it is one at all.
 *
 * @throws RangeError without any item, or where the counts are no counts or exceed the total
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
