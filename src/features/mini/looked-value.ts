import { type MiniGrid, miniSteps } from "#core/mini-experiment.ts";
import { chosenValues } from "./chosen-values.ts";
import type { MiniOutcome } from "./use-mini.ts";

export interface LookedValue {
  x: number;
  code: number;
  value: number;
}

/** The values of one scale, and some of them on their way. */
export interface LookedPart {
  grid: MiniGrid;
  values: Float32Array;
  chosen: LookedValue[];
}

export function onWay(x: number, grid: MiniGrid): LookedValue {
  const { code, value } = miniSteps(x, grid);
  return { x, code, value };
}

export function lookedPart(x: Float32Array, { result }: MiniOutcome, part: number): LookedPart {
  const { grids, partSize } = result;
  const index = Math.min(part, grids.length - 1);
  const grid = grids[index];
  const values = x.subarray(index * partSize, (index + 1) * partSize);
  return { grid, values, chosen: chosenValues(values).map((value) => onWay(value, grid)) };
}

/** Which of the chosen is followed first: neither an end nor in the middle. */
export const firstLooked = (chosen: readonly LookedValue[]): number =>
  chosen[Math.floor((chosen.length * 2) / 3)]?.x ?? 0;
