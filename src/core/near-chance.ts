import { binomialTail } from "./binomial.ts";

/** How an accuracy compares with guessing. */
export interface ChanceVerdict {
  /** Whether guessing may well do as well: the accuracy is not told from chance. */
  nearChance: boolean;
  /** Probability that guessing gets at least `correct` right. */
  pValue: number;
  /** What guessing gets right on average, 0..1. */
  chance: number;
}

/** Guessing is not ruled out above this probability. */
const LEVEL = 0.001;
/** With fewer pictures even a sound model may look like guessing, and nothing is said. */
const FEWEST = 10;

/**
 * Whether `correct` out of `total` is what guessing gives among `classes` classes: a one-sided binomial test at the
 * level 0.001. As a good accuracy is far beyond chance, what this does not tell from guessing means that
 * preprocessing or labels are wrong, or the pictures too few; of fewer than ten pictures nothing is said, nor of one
 * class. A model that always answers one class is at chance on balanced classes, too.
 */
export function nearChance(correct: number, total: number, classes: number): ChanceVerdict {
  const chance = 1 / Math.max(1, classes);
  const pValue = classes < 2 ? 1 : binomialTail(correct, total, chance);
  return { nearChance: classes >= 2 && total >= FEWEST && pValue > LEVEL, pValue, chance };
}
