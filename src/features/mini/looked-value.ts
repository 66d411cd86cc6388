import { type MiniGrid, miniSteps } from "#core/mini-experiment.ts";
import type { MiniState } from "#store/mini-slice.ts";
import { chosenValues, firstLooked } from "./chosen-values.ts";
import type { MiniOutcome } from "./use-mini.ts";

export interface LookedValue {
  x: number;
  code: number;
  value: number;
}

/** The part of the values whose scale is looked at, some of them on their way, and the one that is followed. */
export interface Looked {
  grid: MiniGrid;
  part: Float32Array;
  chosen: LookedValue[];
  looked: LookedValue;
}

export function lookedValues(x: Float32Array, { result }: MiniOutcome, mini: MiniState): Looked {
  const { grids, partSize } = result;
  const index = Math.min(mini.part, grids.length - 1);
  const grid = grids[index];
  const part = x.subarray(index * partSize, (index + 1) * partSize);
  const chosen = chosenValues(part);
  const onWay = (value: number): LookedValue => {
    const steps = miniSteps(value, grid);
    return { x: value, code: steps.code, value: steps.value };
  };
  return { grid, part, chosen: chosen.map(onWay), looked: onWay(mini.looked ?? firstLooked(chosen)) };
}
