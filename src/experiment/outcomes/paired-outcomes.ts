import type { PairedOutcome } from "#statistics/paired-interval.ts";
import type { Score } from "#statistics/statistics.ts";
import type { Flip } from "../result.ts";

const isLost = ({ label, fp32, quantized }: Flip): boolean =>
  label >= 0 && fp32 === label && quantized !== label;
const isGained = ({ label, fp32, quantized }: Flip): boolean =>
  label >= 0 && quantized === label && fp32 !== label;

/** The quantized variant against FP32 on the same labelled images. */
export function pairedOutcome(flips: readonly Flip[], { total }: Score): PairedOutcome {
  return { lost: flips.filter(isLost).length, gained: flips.filter(isGained).length, total };
}

/** The same for each class by index. */
export function pairedOutcomesByClass(flips: readonly Flip[], perClass: readonly Score[]): PairedOutcome[] {
  const outcomes = perClass.map(({ total }) => ({ lost: 0, gained: 0, total }));
  for (const flip of flips) {
    const outcome = outcomes[flip.label];
    if (!outcome) continue;
    if (isLost(flip)) outcome.lost++;
    if (isGained(flip)) outcome.gained++;
  }
  return outcomes;
}

/**
 * The images on which the quantized variants of two runs disagree, both judged against the same FP32 predictions:
 * an image that neither flips has FP32's prediction in both. The earlier run's prediction takes the place of FP32's, so
 * that everything that counts flips of one run also counts those between two.
 */
export function flipsBetween(before: readonly Flip[], after: readonly Flip[]): Flip[] {
  const first = new Map(before.map((flip) => [flip.index, flip.quantized]));
  const second = new Map(after.map((flip) => [flip.index, flip.quantized]));
  const either = new Map([...before, ...after].map((flip) => [flip.index, flip]));
  return [...either.values()]
    .map(({ index, label, fp32 }) => ({
      index,
      label,
      fp32: first.get(index) ?? fp32,
      quantized: second.get(index) ?? fp32,
    }))
    .filter(({ fp32, quantized }) => fp32 !== quantized);
}

/** The quantized variant of one run against that of an earlier one, on the same images. */
export const pairedRuns = (before: readonly Flip[], after: readonly Flip[], scored: Score): PairedOutcome =>
  pairedOutcome(flipsBetween(before, after), scored);
