import { binomialTail } from "#statistics/binomial.ts";
import type { Score } from "#statistics/statistics.ts";
import { wilsonInterval } from "#statistics/statistics.ts";
import type { Preprocess } from "../recipe.ts";

/** How an accuracy compares with guessing. */
export interface ChanceVerdict {
  /** Whether guessing explains the accuracy. */
  nearChance: boolean;
  /** Probability that guessing classifies at least `correct` items correctly. */
  pValue: number;
  /** What guessing classifies correctly on average, 0..1. */
  chance: number;
}

/** Guessing, or the known accuracy, is ruled out below this probability. */
const LEVEL = 0.001;
/** With fewer images even a sound model may look like guessing. */
export const FEWEST = 10;

/**
 * Whether `correct` out of `total` is what guessing gives among `classes` classes: a one-sided binomial test at the
 * level 0.001. A sound model is far above chance: one that is not has wrong preprocessing or labels, or too few
 * images. False for fewer than ten images and for a single class. A model that always answers the same class is at
 * chance on balanced classes, too.
 */
export function nearChance(correct: number, total: number, classes: number): ChanceVerdict {
  const chance = 1 / Math.max(1, classes);
  const pValue = classes < 2 ? 1 : binomialTail(correct, total, chance);
  return { nearChance: classes >= 2 && total >= FEWEST && pValue > LEVEL, pValue, chance };
}

/** Number of classes to guess among: those that have images, or all of the model's where only one has. */
export function guessedClasses(perClass: readonly Score[]): number {
  const present = perClass.filter(({ total }) => total > 0).length;
  return present > 1 ? present : perClass.length;
}

/** Where chance lies beside the 95 % interval of an accuracy: words that follow it never contradict the interval. */
export function besideChance(score: Score, chance: number): "below" | "at" | "above" {
  const { low, high } = wilsonInterval(score);
  if (high < chance) return "below";
  return low > chance ? "above" : "at";
}

/** The accuracy that a model is known to have on its own images, preprocessed as in its training. */
export interface KnownAccuracy {
  top1: Score;
  /** Id of these images among those that come with the page. */
  dataset: string;
  preprocess: Preprocess;
}

/**
 * Whether an accuracy differs from the known one by more than the draw of images explains: an exact two-sided binomial
 * test at the level 0.001.
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
