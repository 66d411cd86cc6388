import { type MiniGrid, type MiniResult, miniSteps } from "./mini-experiment.ts";
import { extremes } from "./mini-histograms.ts";

/** A value, the code it gets and what that stands for. */
export interface LookedValue {
  x: number;
  code: number;
  value: number;
}

/** The values of one scale, and some of them on their way. */
export interface LookedPart {
  grid: MiniGrid;
  /** Least and greatest of the values. */
  ends: [number, number];
  chosen: LookedValue[];
}

/** What becomes of `x` on a grid; the same arithmetic as `miniExperiment`. */
export function onWay(x: number, grid: MiniGrid): LookedValue {
  const { code, value } = miniSteps(x, grid);
  return { x, code, value };
}

/** @param part index of a scale, from 0; the last one where there are not so many */
export function lookedPart(x: Float32Array, { grids, partSize }: MiniResult, part: number): LookedPart {
  const index = Math.min(part, grids.length - 1);
  const grid = grids[index];
  const values = x.subarray(index * partSize, (index + 1) * partSize);
  return { grid, ends: extremes(values), chosen: chosenValues(values).map((value) => onWay(value, grid)) };
}

/** Few enough that their arrows can be told apart. */
const CHOSEN = 9;

/** Some of the values, spread evenly over their range, ascending; all, each once, where they are few. */
export function chosenValues(x: Float32Array): number[] {
  const sorted = x.toSorted();
  const few: number[] = [];
  for (let i = 0; i < sorted.length && few.length <= CHOSEN; i++)
    if (i === 0 || sorted[i] !== sorted[i - 1]) few.push(sorted[i]);
  if (few.length <= CHOSEN) return few;
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const nearest = Array.from({ length: CHOSEN }, (_, i) => {
    const wanted = low + ((high - low) * i) / (CHOSEN - 1);
    return sorted.reduce((best, value) =>
      Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best,
    );
  });
  return [...new Set(nearest)];
}

/** Which of the chosen is followed first: neither an end nor in the middle. */
export const firstLooked = (chosen: readonly LookedValue[]): number =>
  chosen[Math.floor((chosen.length * 2) / 3)]?.x ?? 0;
