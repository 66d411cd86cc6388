import { type AffineParams, deployableParams, type GridSpec } from "#numerics/affine.ts";
import type { Range } from "#numerics/calibration/observer.ts";
import type { Bits, Granularity, Scheme } from "#numerics/grid.ts";
import { dequantizeInto, quantizeInto } from "#numerics/quantize.ts";
import { ROUNDING_BIAS, roundHalfToEven } from "#numerics/rounding.ts";
import { textbookParams, textbookQuantizeInto } from "#numerics/textbook.ts";
import { quantileOfSorted } from "#statistics/statistics.ts";

/**
 * How a range becomes a grid. `textbook`: the page's code form, an integer zero point, the range as it is.
 * `real-offset`: the textbook's formula, `q = round((x − xmin) / s)`, `x̂ = s·q + xmin`. `deployable`: ONNX Runtime's,
 * widened to hold zero. The first and the last are the same for a symmetric scheme, and the second is none.
 */
export type ZeroForm = "textbook" | "real-offset" | "deployable";

/** How the range of each scale is found: `percentile` keeps that share of the values, the rest is clipped. */
export type MiniRange = { method: "minmax" } | { method: "percentile"; percent: number } | { method: "mse" };

export interface MiniSettings {
  bits: Bits;
  scheme: Scheme;
  zero: ZeroForm;
  granularity: Granularity;
  range: MiniRange;
}

/** The grid of one scale. `offset` is the real value of code 0 in the real-offset form, else null. */
export interface MiniGrid extends AffineParams {
  offset: number | null;
  /** The range that the method found, from which the grid was made. */
  range: Range;
}

export interface MiniResult {
  codes: Int16Array;
  values: Float32Array;
  /** One per scale, in the order of the values. */
  grids: MiniGrid[];
  /** Consecutive values that share a scale; the last part may be shorter. */
  partSize: number;
}

/** Ranges that the search for the least squared error tries, as shares of the extremes. */
const TRIES = 100;

/**
 * One round trip of values, in the float32 arithmetic of the textbook's PyTorch code.
 *
 * @param x finite values; `channels` equal consecutive parts of them are channels (the last takes what is left)
 * @param channels 1 or more; without meaning for one scale per tensor
 */
export function miniExperiment(x: Float32Array, channels: number, settings: MiniSettings): MiniResult {
  const partSize = partOf(x.length, channels, settings.granularity);
  const codes = new Int16Array(x.length);
  const values = new Float32Array(x.length);
  const grids: MiniGrid[] = [];
  for (let start = 0; start < Math.max(x.length, 1); start += partSize) {
    const part = x.subarray(start, start + partSize);
    const grid = gridOf(part, settings);
    roundTripInto(part, grid, settings.zero, codes.subarray(start), values.subarray(start));
    grids.push(grid);
  }
  return { codes, values, grids, partSize };
}

function partOf(length: number, channels: number, granularity: Granularity): number {
  const whole = Math.max(length, 1);
  switch (granularity.kind) {
    case "tensor":
      return whole;
    case "channel":
      return Math.max(1, Math.ceil(whole / channels));
    case "group":
      return Math.min(granularity.size, whole);
  }
}

function gridOf(x: Float32Array, settings: MiniSettings): MiniGrid {
  const { range, scheme } = settings;
  const sorted = x.toSorted();
  const extremes = { min: sorted.at(0) ?? 0, max: sorted.at(-1) ?? 0 };
  switch (range.method) {
    case "minmax":
      return gridFrom(extremes, settings);
    case "percentile":
      return gridFrom(keptRange(x, sorted, range.percent / 100, scheme), settings);
    case "mse":
      return leastErrorGrid(x, extremes, settings);
  }
}

/** Symmetric: the quantile of the magnitudes; asymmetric: as much is cut from both ends. */
function keptRange(x: Float32Array, sorted: Float32Array, kept: number, scheme: Scheme): Range {
  if (scheme === "symmetric") {
    const limit = quantileOfSorted(x.map(Math.abs).sort(), kept) || 0;
    return { min: -limit, max: limit };
  }
  const cut = (1 - kept) / 2;
  return { min: quantileOfSorted(sorted, cut) || 0, max: quantileOfSorted(sorted, 1 - cut) || 0 };
}

function leastErrorGrid(x: Float32Array, { min, max }: Range, settings: MiniSettings): MiniGrid {
  let best = gridFrom({ min, max }, settings);
  let least = Number.POSITIVE_INFINITY;
  for (let i = TRIES; i > 0; i--) {
    const share = i / TRIES;
    const grid = gridFrom({ min: min * share, max: max * share }, settings);
    const error = squaredErrorBelow(least, x, grid, settings.zero);
    if (error >= least) continue;
    least = error;
    best = grid;
  }
  return best;
}

/** Values after which a sum that has grown too large already is noticed. */
const STRETCH = 128;

/** Σ(x − x̂)² of the round trip that `roundTripInto` makes, or some part of it that is `limit` or more already. */
function squaredErrorBelow(
  limit: number,
  x: Float32Array,
  { scale, zeroPoint, offset, qmin, qmax }: MiniGrid,
  zero: ZeroForm,
): number {
  // A product with the reciprocal in float64, rounded to float32, is the float32 quotient (see quantizeInto).
  const perStep = 1 / scale;
  const base = offset ?? 0;
  // Deployable grids round before the zero point is added, the textbook's after.
  const inside = zero === "deployable" ? 0 : zeroPoint;
  const [low, high] = [qmin - zeroPoint + inside, qmax - zeroPoint + inside];
  let sum = 0;
  for (let start = 0; start < x.length && sum < limit; start += STRETCH) {
    const end = Math.min(start + STRETCH, x.length);
    for (let i = start; i < end; i++) {
      let steps = Math.fround(Math.fround(Math.fround(x[i] - base) * perStep) + inside);
      if (steps < low) steps = low;
      else if (steps > high) steps = high;
      const product = Math.fround((steps + ROUNDING_BIAS - ROUNDING_BIAS - inside) * scale);
      const error = x[i] - Math.fround(product + base);
      sum += error * error;
    }
  }
  return sum;
}

function gridFrom(range: Range, { bits, scheme, zero }: MiniSettings): MiniGrid {
  if (zero === "deployable") {
    const spec: GridSpec = { bits, scheme, signed: scheme === "symmetric" };
    return { ...deployableParams(range.min, range.max, spec), offset: null, range };
  }
  const params = textbookParams(range, bits, scheme);
  const isReal = zero === "real-offset" && scheme === "asymmetric";
  return { ...params, zeroPoint: isReal ? 0 : params.zeroPoint, offset: isReal ? range.min : null, range };
}

function roundTripInto(
  x: Float32Array,
  grid: MiniGrid,
  zero: ZeroForm,
  codes: Int16Array,
  values: Float32Array,
): void {
  const { offset, scale, qmax } = grid;
  if (offset === null) {
    const quantize = zero === "deployable" ? quantizeInto : textbookQuantizeInto;
    quantize(x, grid, codes, 0, x.length);
    dequantizeInto(codes, grid, values, 0, x.length);
    return;
  }
  for (let i = 0; i < x.length; i++) {
    const code = roundHalfToEven(Math.fround(Math.fround(x[i] - offset) / scale));
    codes[i] = Math.min(Math.max(code, 0), qmax);
    values[i] = Math.fround(Math.fround(codes[i] * scale) + offset);
  }
}

/** One value on its way, step by step. */
export interface MiniSteps {
  /** `x / s`, or `(x − xmin) / s` with a real offset. */
  divided: number;
  /** The same with the zero point added, before rounding; equal to `divided` with a real offset. */
  shifted: number;
  rounded: number;
  /** After clamping to [qmin, qmax]. */
  code: number;
  value: number;
  /** `x − x̂`. */
  error: number;
}

/** What happens to `x` on a grid, in float32; the same arithmetic as `miniExperiment`. */
export function miniSteps(x: number, grid: MiniGrid): MiniSteps {
  const { scale, zeroPoint, offset, qmin, qmax } = grid;
  const divided = Math.fround(offset === null ? x / scale : Math.fround(x - offset) / scale);
  const shifted = Math.fround(divided + zeroPoint);
  const rounded = roundHalfToEven(shifted);
  const code = Math.min(Math.max(rounded, qmin), qmax);
  const product = Math.fround(Math.fround(code - zeroPoint) * scale);
  const value = offset === null ? product : Math.fround(product + offset);
  return { divided, shifted, rounded, code, value, error: x - value };
}
