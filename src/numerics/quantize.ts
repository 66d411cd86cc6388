import type { AffineParams } from "./affine.ts";
import { ROUNDING_BIAS } from "./rounding.ts";

/** Arrays that hold integer levels; the caller picks one wide enough for [qmin, qmax]. */
export type CodeArray = Int8Array | Uint8Array | Int16Array | Int32Array;

/**
 * Integer levels of `x[start..end)` written to the same positions of `out`, as ONNX `QuantizeLinear` gives them:
 * `clamp(round(x / scale) + zeroPoint, qmin, qmax)` with a float32 division and halves to even.
 * Infinities go to the ends of the grid; NaN goes to the zero point.
 *
 * The loop multiplies by the reciprocal in float64 and rounds to float32, which equals the float32 division
 * for every float32 x and scale: a quotient of two 24-bit significands lies at least 2^−49 of itself away
 * from the middle between two float32 numbers, and the product errs by at most 2^−52. (Below 2^−126, where
 * that spacing ends, both round to the code of zero.) The grid's ends are integers, so clamping before the
 * rounding is clamping after it.
 */
export function quantizeInto(
  x: Float32Array,
  { scale, zeroPoint, qmin, qmax }: AffineParams,
  out: CodeArray,
  start = 0,
  end = x.length,
): void {
  const low = qmin - zeroPoint;
  const high = qmax - zeroPoint;
  const perStep = 1 / scale;
  for (let i = start; i < end; i++) {
    let steps = Math.fround(x[i] * perStep);
    if (steps < low) steps = low;
    else if (steps > high) steps = high;
    out[i] = ((steps + ROUNDING_BIAS - ROUNDING_BIAS) | 0) + zeroPoint;
  }
}

/**
 * The reals that `codes[start..end)` stand for, written to the same positions of `out`, as ONNX
 * `DequantizeLinear` gives them: `(q − zeroPoint) · scale` with both factors and the product in float32.
 */
export function dequantizeInto(
  codes: CodeArray,
  { scale, zeroPoint }: Pick<AffineParams, "scale" | "zeroPoint">,
  out: Float32Array,
  start = 0,
  end = codes.length,
): void {
  for (let i = start; i < end; i++) out[i] = Math.fround(codes[i] - zeroPoint) * scale;
}

/**
 * The round trip of `x[start..end)` through the grid without storing integer levels: bit for bit what
 * `quantizeInto` followed by `dequantizeInto` gives. `out` may be `x` itself.
 */
export function fakeQuantizeInto(
  x: Float32Array,
  { scale, zeroPoint, qmin, qmax }: AffineParams,
  out: Float32Array,
  start = 0,
  end = x.length,
): void {
  const low = qmin - zeroPoint;
  const high = qmax - zeroPoint;
  const perStep = 1 / scale;
  for (let i = start; i < end; i++) {
    let steps = Math.fround(x[i] * perStep);
    if (steps < low) steps = low;
    else if (steps > high) steps = high;
    else if (Number.isNaN(steps)) steps = 0;
    out[i] = (steps + ROUNDING_BIAS - ROUNDING_BIAS) * scale;
  }
}
