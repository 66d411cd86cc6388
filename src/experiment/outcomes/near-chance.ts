import { binomialTail } from "#statistics/binomial.ts";
import type { Score } from "#statistics/statistics.ts";
import { wilsonInterval } from "#statistics/statistics.ts";
import type { Preprocess } from "../recipe.ts";

/** How an accuracy compares with guessing. */
export interface ChanceVerdict {
  /** Whether guessing may well do as well: the accuracy is not told from chance. */
  nearChance: boolean;
  /** Probability that guessing gets at least `correct` right. */
  pValue: number;
  /** What guessing gets right on average, 0..1. */
  chance: number;
}

/** Neither guessing nor the known accuracy is ruled out above this probability. */
const LEVEL = 0.001;
/** With fewer pictures even a sound model may look like guessing, and nothing is said. */
export const FEWEST = 10;

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

/** Among how many classes guessing is judged: those that have images; all of the model's where only one has. */
export function guessedClasses(perClass: readonly Score[]): number {
  const present = perClass.filter(({ total }) => total > 0).length;
  return present > 1 ? present : perClass.length;
}

/** How an accuracy stands to chance, as its 95 % interval has it, so that the words never contradict the interval. */
export function besideChance(score: Score, chance: number): "below" | "at" | "above" {
  const { low, high } = wilsonInterval(score);
  if (high < chance) return "below";
  return low > chance ? "above" : "at";
}

/** What is known of a model before it is run: its accuracy on its own images, fed as it was trained. */
export interface KnownAccuracy {
  top1: Score;
  /** Id of these images among those that come with the page. */
  dataset: string;
  preprocess: Preprocess;
}

/**
 * Whether an accuracy departs from the known one by more than drawing the images allows: an exact binomial test,
 * two-sided, at the level 0.001.
 */
export function departsFromKnown({ correct, total }: Score, { top1 }: Pick<KnownAccuracy, "top1">) {
  const share = top1.correct / top1.total;
  const more = binomialTail(correct, total, share);
  const fewer = 1 - binomialTail(correct + 1, total, share);
  const pValue = total === 0 ? 1 : Math.min(1, 2 * Math.min(more, fewer));
  return { departs: pValue < LEVEL, pValue };
}

/** Why FP32 is at chance, or departs from what is known, as far as the evidence goes. */
export type Fp32Cause =
  | "no-prediction"
  | "labels-shifted"
  | "other-model"
  | "preprocess"
  | "images"
  | "tensors"
  | "unknown";
