import type { AffineParams } from "#numerics/affine.ts";
import { roundHalfToEven } from "#numerics/rounding.ts";

const INT32_MAX = 2 ** 31 - 1;
const INT32_MIN = -(2 ** 31);
/** ONNX Runtime's margin over the smallest scale that fits. */
const MARGIN = 1.0001;

/**
 * The weight scale needed for a bias to fit into int32 at scale `inputScale · weightScale`, as ONNX Runtime's
 * quantizer widens it: a channel of nearly zero weights beside an ordinary bias would overflow.
 *
 * @param largestBias largest magnitude among the biases of the channels that share the scale
 * @returns `weightScale` itself where the bias fits, or where a scale that is wide enough is no float32
 */
export function scaleForBias(weightScale: number, inputScale: number, largestBias: number): number {
  const candidate = inputScale * weightScale;
  const smallest = (MARGIN * 2 * largestBias) / (INT32_MAX - (INT32_MIN + 1));
  const widened = Math.fround(weightScale * (smallest / candidate));
  return candidate > 0 && candidate < smallest && Number.isFinite(widened) ? widened : weightScale;
}

/** Bias as int32 codes with zero point 0. */
export interface QuantizedBias {
  codes: Int32Array;
  /** One per element; equal ones where the weight has one scale. */
  scales: Float32Array;
  clamped: number;
  /** Scale of the first bias that was clamped; null where none was. */
  clampedScale: number | null;
}

/**
 * Bias codes `round(b / s)`, half to even in float64, with `s = s_x · s_w` in float32 (times `alpha`, Gemm's
 * factor on the product), so that an integer kernel adds them to its accumulators. Element i belongs to
 * weight scale `i mod count`.
 */
export function quantizeBias(
  bias: Float32Array,
  input: AffineParams,
  weightScales: Float32Array,
  alpha: number,
): QuantizedBias {
  const scales = Float32Array.from(
    bias,
    (_, i) => Math.fround(input.scale * weightScales[i % weightScales.length]) * alpha,
  );
  let clamped = 0;
  let clampedScale: number | null = null;
  const codes = Int32Array.from(bias, (value, i) => {
    const code = value === 0 ? 0 : roundHalfToEven(value / scales[i]);
    if (code > INT32_MAX || code < INT32_MIN) {
      clamped++;
      clampedScale ??= scales[i];
    }
    return Math.min(Math.max(code, INT32_MIN), INT32_MAX);
  });
  return { codes, scales, clamped, clampedScale };
}
