import { holmAdjusted } from "#statistics/holm.ts";
import { mcnemarPValue, SIGNIFICANCE } from "#statistics/mcnemar.ts";
import type { PairedOutcome } from "#statistics/paired-interval.ts";
import type { Score } from "#statistics/statistics.ts";
import type { Flip } from "../result.ts";
import { pairedOutcomesByClass } from "./paired-outcomes.ts";

/** What quantization does to the images of one class. */
export interface ClassChange extends PairedOutcome {
  index: number;
  /** p-value of McNemar's mid-p test, after Holm's correction over all classes. */
  adjusted: number;
  isSignificant: boolean;
}

/**
 * What quantization does to each class that has images, and which changes are more than chance. Holm's correction
 * limits the probability of a single false alarm among all classes to the level of one test.
 */
export function classChanges({
  flips,
  fp32,
}: {
  flips: readonly Flip[];
  fp32: { perClass: readonly Score[] };
}): ClassChange[] {
  const outcomes = pairedOutcomesByClass(flips, fp32.perClass)
    .map((outcome, index) => ({ ...outcome, index }))
    .filter(({ total }) => total > 0);
  const adjusted = holmAdjusted(outcomes.map(({ lost, gained }) => mcnemarPValue(lost, gained)));
  return outcomes.map((outcome, i) => ({
    ...outcome,
    adjusted: adjusted[i],
    isSignificant: adjusted[i] < SIGNIFICANCE,
  }));
}
