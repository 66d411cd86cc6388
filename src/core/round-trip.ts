import type { AffineParams } from "./affine.ts";
import type { Range } from "./observer.ts";
import type { TensorError } from "./report.ts";
import { forEachStretch, type ScaleLayout } from "./scale-layout.ts";
import { type QuantizedTensor, quantizedLayout } from "./weights.ts";

/**
 * Round-trip error with its two causes told apart. A value is clipped where the end of the grid, and not rounding,
 * gives it its code: where it lies more than half a step beyond what the codes span. Up to there the last code is
 * the nearest one, as any code is inside; so a min–max range clips nothing although rounding its zero point may
 * move the grid by half a step.
 */
export interface RoundTripError extends TensorError {
  /** Parts of `mse`: of values that are rounded, and of values that are clipped; they add up to it. */
  roundingMse: number;
  clippingMse: number;
  /** Share of the values that are clipped, 0..1. */
  clippedShare: number;
  /** Share of the grid's codes that at least one value takes (mean over scales where there are several), 0..1; null where there is no grid. */
  gridUsed: number | null;
}

/** The range that the codes of a grid span: `[(qmin − z)·s, (qmax − z)·s]`, to the bit as `dequantizeInto` gives them. */
export function gridRange({ scale, zeroPoint, qmin, qmax }: AffineParams): Range {
  return { min: Math.fround((qmin - zeroPoint) * scale), max: Math.fround((qmax - zeroPoint) * scale) };
}

/** The values that a grid's codes stand for, ascending, to the bit as `dequantizeInto` gives them. */
export function gridLevels({ scale, zeroPoint, qmin, qmax }: AffineParams): Float32Array {
  return Float32Array.from({ length: qmax - qmin + 1 }, (_, i) => (qmin + i - zeroPoint) * scale);
}

/**
 * How far beyond the ends of its grid a value is still rounded to the last code, in steps, and not clipped to it:
 * half a step, and a little for the rounding of scales to float32.
 */
const REACH = 1 / 2 + 2 ** -10;

/** The range in which values are rounded: half a step wider, on both sides, than what the codes span. */
export function unclippedRange({ scale, zeroPoint, qmin, qmax }: AffineParams): Range {
  return { min: (qmin - zeroPoint - REACH) * scale, max: (qmax - zeroPoint + REACH) * scale };
}

/** Sums of a round trip over any number of values, in float64. */
export class RoundTripSums {
  /** Values taken in. */
  count = 0;
  /** Σx². */
  signal = 0;
  /** Σ(x − x̂)² of values that are rounded, and of those that are clipped. */
  rounding = 0;
  clipping = 0;
  clipped = 0;
  /** Largest |x − x̂|. */
  largest = 0;

  /**
   * Mean squared error and its parts, SQNR in dB with the limiting cases of `ErrorAccumulator`, largest absolute
   * error and the share of values clipped; all zero (SQNR +Infinity) where nothing was taken in.
   */
  result(gridUsed: number | null): RoundTripError {
    const count = this.count || 1;
    const roundingMse = this.rounding / count;
    const clippingMse = this.clipping / count;
    const noise = this.rounding + this.clipping;
    return {
      mse: roundingMse + clippingMse,
      sqnrDb: noise === 0 ? Infinity : 10 * Math.log10(this.signal / noise),
      maxAbsError: this.largest,
      roundingMse,
      clippingMse,
      clippedShare: this.clipped / count,
      gridUsed,
    };
  }
}

/**
 * The error of quantized weights, each on the grid of its own scale.
 *
 * @param values the real weights, row-major, of dimensions `shape`, all finite
 * @param stored what the codes stand for: `dequantizeWeights` of `quantized`
 */
export function weightRoundTrip(
  values: Float32Array,
  stored: Float32Array,
  shape: readonly number[],
  quantized: QuantizedTensor,
): RoundTripError {
  const { scales, zeroPoints, qmin, qmax } = quantized;
  const layout = quantizedLayout(quantized, shape);
  const low = new Float64Array(scales.length);
  const high = new Float64Array(scales.length);
  for (let i = 0; i < scales.length; i++) {
    const range = unclippedRange({ scale: scales[i], zeroPoint: zeroPoints[i], qmin, qmax });
    low[i] = range.min;
    high[i] = range.max;
  }
  const sums = new RoundTripSums();
  forEachStretch(layout, (first, start, end, step) =>
    addStretch(sums, values, stored, low, high, first, start, end, step),
  );
  return sums.result(gridUsed(quantized, layout));
}

/**
 * The error of values stored without a grid, in half precision: all of it is rounding. Values that are not finite
 * are left out.
 */
export function halfRoundTrip(values: Float32Array, stored: Float32Array): RoundTripError {
  const sums = new RoundTripSums();
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (!Number.isFinite(x)) continue;
    const error = x - stored[i];
    sums.count++;
    sums.signal += x * x;
    sums.rounding += error * error;
    sums.largest = Math.max(sums.largest, Math.abs(error));
  }
  return sums.result(null);
}

/** Takes in the elements `[start, end)`, whose scales begin at `scale` and are `step` apart (`forEachStretch`). */
function addStretch(
  sums: RoundTripSums,
  values: Float32Array,
  stored: Float32Array,
  low: Float64Array,
  high: Float64Array,
  scale: number,
  start: number,
  end: number,
  step: number,
): void {
  let signal = 0;
  let noise = 0;
  let clipping = 0;
  let clipped = 0;
  let largest = sums.largest;
  for (let i = start, k = scale; i < end; i++, k += step) {
    const x = values[i];
    const error = x - stored[i];
    const square = error * error;
    const size = Math.abs(error);
    signal += x * x;
    if (x < low[k] || x > high[k]) {
      clipping += square;
      clipped++;
    } else noise += square;
    if (size > largest) largest = size;
  }
  sums.count += end - start;
  sums.signal += signal;
  sums.rounding += noise;
  sums.clipping += clipping;
  sums.clipped += clipped;
  sums.largest = largest;
}

/** Share of codes in use, mean over the scales: one bit for each code of each scale. */
function gridUsed({ codes, scales, qmin, qmax }: QuantizedTensor, layout: ScaleLayout): number {
  const wordsPerScale = 8;
  const used = new Int32Array(scales.length * wordsPerScale);
  forEachStretch(layout, (first, start, end, step) => {
    for (let i = start, k = first; i < end; i++, k += step) {
      const at = codes[i] - qmin;
      used[k * wordsPerScale + (at >> 5)] |= 1 << (at & 31);
    }
  });
  let count = 0;
  for (let word of used) for (; word !== 0; word &= word - 1) count++;
  return count / (scales.length * (qmax - qmin + 1));
}
