import type { AffineParams } from "./affine.ts";
import { ROUNDING_BIAS } from "./rounding.ts";

/** Values between two looks at the limit. */
const BLOCK = 64;

/**
 * Summed squared round-trip error of `x[start..end)`, in float64: that of `fakeQuantizeInto`, bit for bit,
 * without storing what comes back. If it is `limit` or more, any number from there on.
 */
export function squaredError(
  x: Float32Array,
  { scale, zeroPoint, qmin, qmax }: AffineParams,
  start = 0,
  end = x.length,
  limit = Infinity,
): number {
  const low = qmin - zeroPoint;
  const high = qmax - zeroPoint;
  const perStep = 1 / scale;
  let sum = 0;
  for (let i = start; i < end && sum < limit; ) {
    const stop = Math.min(i + BLOCK, end);
    for (; i < stop; i++) {
      let steps = Math.fround(x[i] * perStep);
      if (steps < low) steps = low;
      else if (steps > high) steps = high;
      const error = x[i] - Math.fround((steps + ROUNDING_BIAS - ROUNDING_BIAS) * scale);
      sum += error * error;
    }
  }
  return sum;
}

/**
 * The scale, rounded to float32, with which the codes that `params` gives `x[start..end)` come closest to it
 * in the sense of least squares: `Σ x·(q − z) / Σ (q − z)²`. NaN where all values have the code of zero.
 */
export function leastSquaresScale(
  x: Float32Array,
  { scale, zeroPoint, qmin, qmax }: AffineParams,
  start = 0,
  end = x.length,
): number {
  const low = qmin - zeroPoint;
  const high = qmax - zeroPoint;
  const perStep = 1 / scale;
  let product = 0;
  let square = 0;
  for (let i = start; i < end; i++) {
    let steps = Math.fround(x[i] * perStep);
    if (steps < low) steps = low;
    else if (steps > high) steps = high;
    steps = steps + ROUNDING_BIAS - ROUNDING_BIAS;
    product += x[i] * steps;
    square += steps * steps;
  }
  return Math.fround(product / square);
}
