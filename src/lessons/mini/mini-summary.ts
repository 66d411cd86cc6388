import type { TensorError } from "#numerics/errors/errors.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import type { MiniGrid, MiniResult } from "./mini-experiment.ts";

/** What a round trip did to its values. */
export interface MiniSummary extends TensorError {
  count: number;
  mean: number;
  /** Mean squared deviation from the mean. */
  variance: number;
  meanSquare: number;
  /** Σ s²/12 over the values, divided by their count: the MSE of a rounding error that is evenly spread over a step. */
  idealMse: number;
  /** Parts of the MSE: of values that only were rounded, and of those beyond the grid's ends. */
  roundingMse: number;
  clippingMse: number;
  clippedCount: number;
  /** Codes that some value has, and all there are, over all scales. */
  usedCodes: number;
  codeCount: number;
}

/** Sums are in float64. Of no values all is zero. */
export function miniSummary(x: Float32Array, { codes, values, grids, partSize }: MiniResult): MiniSummary {
  const count = x.length;
  const sums = { sum: 0, squares: 0, ideal: 0, rounding: 0, clipping: 0, clipped: 0 };
  let usedCodes = 0;
  let codeCount = 0;
  grids.forEach((grid, part) => {
    const end = Math.min((part + 1) * partSize, count);
    const isUsed = new Uint8Array(grid.qmax - grid.qmin + 1);
    const [low, high] = unclippedEnds(grid);
    for (let i = part * partSize; i < end; i++) {
      const square = (x[i] - values[i]) ** 2;
      sums.sum += x[i];
      sums.squares += x[i] * x[i];
      sums.ideal += grid.scale ** 2 / 12;
      isUsed[codes[i] - grid.qmin] = 1;
      if (x[i] >= low && x[i] <= high) sums.rounding += square;
      else {
        sums.clipping += square;
        sums.clipped++;
      }
    }
    usedCodes += isUsed.reduce((total, used) => total + used, 0);
    codeCount += isUsed.length;
  });
  const per = 1 / Math.max(count, 1);
  const mean = sums.sum * per;
  let deviations = 0;
  for (let i = 0; i < count; i++) deviations += (x[i] - mean) ** 2;
  return {
    ...tensorError(x, values),
    count,
    mean,
    variance: deviations * per,
    meanSquare: sums.squares * per,
    idealMse: sums.ideal * per,
    roundingMse: sums.rounding * per,
    clippingMse: sums.clipping * per,
    clippedCount: sums.clipped,
    usedCodes,
    codeCount,
  };
}

/** Values from here to there are rounded to a code of the grid; those beyond are clipped to its last. */
function unclippedEnds(grid: MiniGrid): [number, number] {
  const { scale, qmin, qmax } = grid;
  const slack = 1e-6 * scale * (qmax - qmin);
  return [codeValue(grid, qmin) - scale / 2 - slack, codeValue(grid, qmax) + scale / 2 + slack];
}

/** What a code stands for, in float64. */
const codeValue = ({ scale, zeroPoint, offset }: MiniGrid, code: number): number =>
  offset === null ? scale * (code - zeroPoint) : scale * code + offset;

/** What all codes of a grid stand for, ascending. */
export const gridValues = (grid: MiniGrid): Float64Array =>
  Float64Array.from({ length: grid.qmax - grid.qmin + 1 }, (_, i) => codeValue(grid, grid.qmin + i));
