import type { AffineParams } from "./affine.ts";
import { ROUNDING_BIAS } from "./rounding.ts";

/** Arrays that hold integer codes; the caller picks one wide enough for [qmin, qmax]. */
export type CodeArray = Int8Array | Uint8Array | Int16Array | Int32Array;

/**
 * Codes of `x[start..end)` written to the same positions of `out`, as ONNX `QuantizeLinear` gives them:
 * `clamp(round(x / scale) + zeroPoint, qmin, qmax)` with a float32 division and halves to even.
 * Infinities go to the ends of the grid; NaN goes to the zero point.
 *
 * The quotient is divided in float64 and rounded to float32, which equals a float32 division: float64 has
 * more than twice float32's digits, so the double rounding is innocuous. Comparing after the rounding
 * keeps the branch predictable for the many values that sit exactly on the grid's end, as ReLU's zeros do.
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
  for (let i = start; i < end; i++) {
    const steps = Math.fround(x[i] / scale) + ROUNDING_BIAS - ROUNDING_BIAS;
    let code = (steps | 0) + zeroPoint;
    if (!(steps >= low && steps <= high)) code = steps < low ? qmin : steps > high ? qmax : zeroPoint;
    out[i] = code;
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
 * The round trip of `x[start..end)` through the grid without storing codes: bit for bit what
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
  for (let i = start; i < end; i++) {
    let steps = Math.fround(x[i] / scale) + ROUNDING_BIAS - ROUNDING_BIAS;
    if (!(steps >= low && steps <= high)) steps = steps < low ? low : steps > high ? high : 0;
    out[i] = steps * scale;
  }
}
