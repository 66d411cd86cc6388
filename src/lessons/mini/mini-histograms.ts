import { countInto } from "#numerics/calibration/histogram-view.ts";
import type { MiniResult } from "./mini-experiment.ts";
import { gridValues } from "./mini-summary.ts";

/** Values before and after, so scaled that both can stand on one axis. */
export interface BeforeAfter {
  start: number;
  width: number;
  /** Values per `unit`, in each bin. */
  before: Float64Array;
  /** Where values came back, and how many per `unit`. */
  spikes: { at: number; count: number }[];
  /** One step of the grid where all share one: the spikes then reach the height of the values around them. */
  unit: "step" | "bin";
}

const MOST_BINS = 72;
const FEWEST_BINS = 16;
const FINE_BINS = 144;

/** Histograms of finite values and of what they come back as. */
export function beforeAfter(x: Float32Array, { codes, values, grids }: MiniResult): BeforeAfter {
  const [low, high] = extremes(x);
  if (grids.length > 1) {
    const [from, to] = union([low, high], extremes(values));
    const width = (to - from) / FINE_BINS || 1;
    const after = countInto(values, from, width, FINE_BINS);
    return {
      start: from,
      width,
      before: countInto(x, from, width, FINE_BINS),
      spikes: Array.from(after, (count, i) => ({ at: from + (i + 0.5) * width, count })).filter(
        ({ count }) => count > 0,
      ),
      unit: "bin",
    };
  }
  const [grid] = grids;
  const bins = Math.min(MOST_BINS, Math.max(FEWEST_BINS, Math.ceil(2 * Math.sqrt(x.length))));
  const width = (high - low) / bins || 1;
  const counts = new Float64Array(grid.qmax - grid.qmin + 1);
  for (let i = 0; i < codes.length; i++) counts[codes[i] - grid.qmin]++;
  const levels = gridValues(grid);
  return {
    start: low,
    width,
    before: countInto(x, low, width, bins).map((count) => (count * grid.scale) / width),
    spikes: Array.from(levels, (at, i) => ({ at, count: counts[i] })).filter(({ count }) => count > 0),
    unit: "step",
  };
}

/** How often which error occurs, in steps of the value's own grid. */
export interface ErrorCounts {
  /** Bins go from −limit to limit; errors beyond are in the outermost. */
  limit: number;
  width: number;
  counts: Float64Array;
  /** Some error lies beyond the limit. */
  isCut: boolean;
}

const ERROR_BIN = 0.05;
const WIDEST = 2;

/** Bins are a twentieth of a step wide and reach to 0.6 steps at least, 2 at most. */
export function errorCounts(x: Float32Array, { values, grids, partSize }: MiniResult): ErrorCounts {
  const errors = new Float32Array(x.length);
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    errors[i] = (x[i] - values[i]) / grids[Math.floor(i / partSize)].scale;
    largest = Math.max(largest, Math.abs(errors[i]));
  }
  const half = Math.min(Math.max(Math.ceil(largest / ERROR_BIN - 0.01), 12), WIDEST / ERROR_BIN);
  const limit = half * ERROR_BIN;
  return {
    limit,
    width: ERROR_BIN,
    counts: countInto(errors, -limit, ERROR_BIN, 2 * half),
    isCut: largest > limit * 1.001,
  };
}

/** Least and greatest value; zeros where there is none. */
export function extremes(x: ArrayLike<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    if (x[i] < low) low = x[i];
    if (x[i] > high) high = x[i];
  }
  return low <= high ? [low, high] : [0, 0];
}

/** The narrowest interval that holds both. */
export const union = (a: readonly [number, number], b: readonly [number, number]): [number, number] => [
  Math.min(a[0], b[0]),
  Math.max(a[1], b[1]),
];

const BINS = 90;

/** How densely values lie within a domain: heights of equal bins, the highest 1; what lies outside is left out. */
export function shapeOf(x: Float32Array, [low, high]: readonly [number, number]): number[] {
  const counts: number[] = Array.from({ length: BINS }, () => 0);
  for (let i = 0; i < x.length; i++) {
    const bin = Math.floor(((x[i] - low) / (high - low)) * BINS);
    if (bin >= 0 && bin < BINS) counts[bin]++;
  }
  const most = Math.max(...counts, 1);
  return counts.map((count) => count / most);
}
