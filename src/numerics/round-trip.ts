import type { AffineParams } from "./affine.ts";
import type { Range } from "./calibration/observer.ts";
import type { TensorError } from "./errors/errors.ts";
import { decibelsOf } from "./errors/errors.ts";
import { forEachStretch } from "./weights/scale-layout.ts";
import { type QuantizedTensor, quantizedLayout } from "./weights/weights.ts";

/**
 * Round-trip error with its two causes told apart. A value is clipped where the end of the grid, and not rounding,
 * gives it its code: where it lies more than half a step beyond what the integer levels span. Up to there the last
 * code is the nearest one, as any code is inside; so a min–max range clips nothing although rounding its zero point
 * may move the grid by half a step.
 */
export interface RoundTripError extends TensorError {
  /** Parts of `mse`: of values that are rounded, and of values that are clipped; they add up to it. */
  roundingMse: number;
  clippingMse: number;
  /** Share of the values that are clipped, 0..1. */
  clippedShare: number;
  /**
   * Share of the grid's integer levels that at least one value takes (mean over scales where there are several),
   * 0..1; null where there is no grid.
   */
  gridUsed: number | null;
}

/**
 * The range that the integer levels of a grid span: `[(qmin − z)·s, (qmax − z)·s]`, to the bit as `dequantizeInto`
 * gives them.
 */
export function gridRange({ scale, zeroPoint, qmin, qmax }: AffineParams): Range {
  return { min: Math.fround((qmin - zeroPoint) * scale), max: Math.fround((qmax - zeroPoint) * scale) };
}

/** The values that a grid's integer levels stand for, ascending, to the bit as `dequantizeInto` gives them. */
export function gridLevels({ scale, zeroPoint, qmin, qmax }: AffineParams): Float32Array {
  return Float32Array.from({ length: qmax - qmin + 1 }, (_, i) => (qmin + i - zeroPoint) * scale);
}

/**
 * How far beyond the ends of its grid, in steps, a value is still rounded to the last integer level and not clipped to it:
 * half a step, and a little for the rounding of scales to float32.
 */
const REACH = 1 / 2 + 2 ** -10;

/** The range in which values are rounded: half a step wider, on both sides, than what the integer levels span. */
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
   * error and the share of values clipped; all NaN where nothing was taken in.
   */
  result(gridUsed: number | null): RoundTripError {
    const { count } = this;
    const roundingMse = this.rounding / count;
    const clippingMse = this.clipping / count;
    const noise = this.rounding + this.clipping;
    return {
      mse: roundingMse + clippingMse,
      sqnrDb: count === 0 ? Number.NaN : decibelsOf(this.signal, noise),
      maxAbsError: count === 0 ? Number.NaN : this.largest,
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
 * @param stored what the integer levels stand for: `dequantizeWeights` of `quantized`
 */
export function weightRoundTrip(
  values: Float32Array,
  stored: Float32Array,
  shape: readonly number[],
  quantized: QuantizedTensor,
): RoundTripError {
  const trip = new WeightTrip(values, stored, quantized);
  forEachStretch(quantizedLayout(quantized, shape), trip.add);
  return trip.result();
}

/**
 * The error of values stored in half precision, without a grid: all of it is rounding. Values that are not finite
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

/** Words of 32 bits for the integer levels of one scale, of which there are 256 at most. */
const WORDS = 8;

/** One pass over quantized weights, stretch by stretch. */
class WeightTrip {
  readonly #sums = new RoundTripSums();
  /** By scale: where clipping begins, and a bit for each code in use. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #used: Int32Array;

  constructor(
    private readonly values: Float32Array,
    private readonly stored: Float32Array,
    private readonly quantized: QuantizedTensor,
  ) {
    const { scales, zeroPoints, qmin, qmax } = quantized;
    this.#low = new Float64Array(scales.length);
    this.#high = new Float64Array(scales.length);
    this.#used = new Int32Array(scales.length * WORDS);
    for (let i = 0; i < scales.length; i++) {
      const range = unclippedRange({ scale: scales[i], zeroPoint: zeroPoints[i], qmin, qmax });
      this.#low[i] = range.min;
      this.#high[i] = range.max;
    }
  }

  /** Takes in the elements `[start, end)`, whose scales begin at `first` and are `step` apart (`forEachStretch`). */
  readonly add = (first: number, start: number, end: number, step: number): void => {
    const { values, stored } = this;
    const { codes, qmin } = this.quantized;
    const low = this.#low;
    const high = this.#high;
    const used = this.#used;
    const sums = this.#sums;
    let signal = 0;
    let rounding = 0;
    let largest = sums.largest;
    for (let i = start, k = first; i < end; i++, k += step) {
      const x = values[i];
      const error = x - stored[i];
      const size = Math.abs(error);
      const code = codes[i] - qmin;
      used[k * WORDS + (code >> 5)] |= 1 << (code & 31);
      signal += x * x;
      if (size > largest) largest = size;
      if (x < low[k] || x > high[k]) {
        sums.clipping += error * error;
        sums.clipped++;
      } else rounding += error * error;
    }
    sums.count += end - start;
    sums.signal += signal;
    sums.rounding += rounding;
    sums.largest = largest;
  };

  result(): RoundTripError {
    const { scales, qmin, qmax } = this.quantized;
    let count = 0;
    for (let i = 0; i < this.#used.length; i++) count += bitsSet(this.#used[i]);
    return this.#sums.result(count / (scales.length * (qmax - qmin + 1)));
  }
}

/** Set bits of a 32-bit word: counted in pairs, in fours, in bytes, and the bytes added by a product. */
function bitsSet(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
