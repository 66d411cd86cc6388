import { mcnemarPValue } from "./mcnemar.ts";
import { type PairedOutcome, pairedDifferenceInterval } from "./paired-interval.ts";

/** A difference is called real below this probability that chance alone makes one as large. */
export const SIGNIFICANCE = 0.05;

/** One variant against another on the same items. */
export interface PairedTest extends PairedOutcome {
  /** `(gained − lost) / total`, −1..1, and its 95 % interval (Tango's). */
  difference: number;
  interval: { low: number; high: number };
  /** Of McNemar's exact test, two-sided. */
  pValue: number;
  isSignificant: boolean;
}

/** Says of an outcome out of at least one item how large the difference is, how sure that is, and whether it is one at all. */
export function pairedTest(outcome: PairedOutcome): PairedTest {
  const { lost, gained, total } = outcome;
  const pValue = mcnemarPValue(lost, gained);
  return {
    ...outcome,
    difference: (gained - lost) / total,
    interval: pairedDifferenceInterval(outcome),
    pValue,
    isSignificant: pValue < SIGNIFICANCE,
  };
}
