import type { AffineParams } from "./affine.ts";
import { ROUNDING_BIAS } from "./rounding.ts";

/** Values between two looks at the limit. */
const BLOCK = 64;

/**
 * How far values are from what their integer levels stand for, and which scale would suit those integer levels best.
 */
export interface CodeFit {
  /** Summed squared round-trip error, in float64. */
  error: number;
  /**
   * The scale, rounded to float32, of least squared error for these integer levels; NaN where all are the code of
   * zero.
   */
  scale: number;
}

/**
 * Summed squared round-trip error of `x[start..end)`, each value's that of `fakeQuantizeInto` to the last bit,
 * without storing what comes back; and the scale with which the same integer levels come closest to the values in the
 * sense of least squares: `Σ x·(q − z) / Σ (q − z)²`. If the error is `limit` or more it is any number from there on,
 * and the scale of no use.
 */
export function codeFit(
  x: Float32Array,
  { scale, zeroPoint, qmin, qmax }: AffineParams,
  start = 0,
  end = x.length,
  limit = Infinity,
): CodeFit {
  const low = qmin - zeroPoint;
  const high = qmax - zeroPoint;
  const perStep = 1 / scale;
  let sum = 0;
  let product = 0;
  let square = 0;
  for (let i = start; i < end && sum < limit; ) {
    const stop = Math.min(i + BLOCK, end);
    // Summed by block: a sum that the outer loop looks at is several times slower.
    let part = 0;
    for (; i < stop; i++) {
      const value = x[i];
      let steps = Math.fround(value * perStep);
      if (steps < low) steps = low;
      else if (steps > high) steps = high;
      steps = steps + ROUNDING_BIAS - ROUNDING_BIAS;
      const error = value - Math.fround(steps * scale);
      part += error * error;
      product += value * steps;
      square += steps * steps;
    }
    sum += part;
  }
  return { error: sum, scale: Math.fround(product / square) };
}
