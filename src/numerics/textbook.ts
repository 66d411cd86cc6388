import { LabError } from "#failures/lab-error.ts";
import type { AffineParams } from "./affine.ts";
import type { Range } from "./calibration/observer.ts";
import type { Bits, Scheme } from "./grid.ts";
import { dequantizeInto } from "./quantize.ts";
import { roundHalfToEven } from "./rounding.ts";

/**
 * The convention of the page that the lab grew from ("textbook", design §4), in the float32 arithmetic of
 * its PyTorch code. It differs from `deployableParams` in not widening the range to hold zero.
 */
export interface TextbookResult {
  /** One code per element of the input, in its order. */
  codes: Int16Array;
  params: AffineParams;
  /** What the integer levels stand for, in float32. */
  values: Float32Array;
}

/**
 * Symmetric: `s = max|x| / (2^(b−1) − 1)`, `q = clamp(round(x / s), −qmax, qmax)`, `x̂ = s·q`.
 * All zeros (or no elements) give s = 1. Throws `calibration.non-finite` when x holds NaN or an infinity.
 */
export function textbookSymmetric(x: Float32Array, bits: Bits): TextbookResult {
  const codes = new Int16Array(x.length);
  const values = new Float32Array(x.length);
  const params = symmetricInto(x, bits, codes, values, 0, x.length);
  return { codes, params, values };
}

/**
 * Asymmetric, the code form with an integer zero point: `s = (xmax − xmin) / (2^b − 1)`, `z = round(−xmin / s)`,
 * `q = clamp(round(x / s + z), 0, 2^b − 1)`, `x̂ = s·(q − z)`. z may lie outside [0, 2^b − 1] where the
 * data do not cross zero. A constant tensor (or no elements) gives s = 1.
 * Throws `calibration.non-finite` when x holds NaN or an infinity.
 */
export function textbookAsymmetric(x: Float32Array, bits: Bits): TextbookResult {
  const params = textbookParams(finiteExtremes(x, 0, x.length), bits, "asymmetric");
  const codes = new Int16Array(x.length);
  const values = new Float32Array(x.length);
  textbookQuantizeInto(x, params, codes, 0, x.length);
  dequantizeInto(codes, params, values);
  return { codes, params, values };
}

/**
 * Scale and zero point of a range as it is, not widened to hold zero. Symmetric: `max(−min, max) / (2^(b−1) − 1)`;
 * asymmetric: `(max − min) / (2^b − 1)`, the zero point `round(−min / s)` perhaps outside of the integer levels. A
 * range without width gives scale 1.
 */
export function textbookParams({ min, max }: Range, bits: Bits, scheme: Scheme): AffineParams {
  if (scheme === "symmetric") {
    const qmax = 2 ** (bits - 1) - 1;
    const scale = Math.fround(Math.max(-min, max) / qmax) || 1;
    return { scale, zeroPoint: 0, qmin: -qmax, qmax };
  }
  const qmax = 2 ** bits - 1;
  const scale = Math.fround(Math.fround(max - min) / qmax) || 1;
  return { scale, zeroPoint: roundHalfToEven(Math.fround(-min / scale)), qmin: 0, qmax };
}

/**
 * Integer levels of `x[start..end)` by `clamp(round(x / s + z), qmin, qmax)`: unlike in `quantizeInto` the zero point
 * is added before the rounding, and may lie outside of the integer levels.
 */
export function textbookQuantizeInto(
  x: Float32Array,
  { scale, zeroPoint, qmin, qmax }: AffineParams,
  out: Int16Array,
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i++) {
    const code = roundHalfToEven(Math.fround(Math.fround(x[i] / scale) + zeroPoint));
    out[i] = Math.min(Math.max(code, qmin), qmax);
  }
}

/**
 * Symmetric with one scale per output channel: x is `channels` equal consecutive parts (axis 0 of
 * `[outC, inC, kH, kW]` or `[out, in]`), each mapped as `textbookSymmetric` maps a whole tensor.
 */
export function textbookPerChannel(
  x: Float32Array,
  channels: number,
  bits: Bits,
): { codes: Int16Array; scales: Float32Array; values: Float32Array } {
  const codes = new Int16Array(x.length);
  const values = new Float32Array(x.length);
  const scales = new Float32Array(channels);
  const size = x.length / channels;
  for (let c = 0; c < channels; c++) {
    scales[c] = symmetricInto(x, bits, codes, values, c * size, (c + 1) * size).scale;
  }
  return { codes, scales, values };
}

function symmetricInto(
  x: Float32Array,
  bits: Bits,
  codes: Int16Array,
  values: Float32Array,
  start: number,
  end: number,
): AffineParams {
  const params = textbookParams(finiteExtremes(x, start, end), bits, "symmetric");
  textbookQuantizeInto(x, params, codes, start, end);
  dequantizeInto(codes, params, values, start, end);
  return params;
}

/** Smallest and largest of `x[start..end)`, 0 and 0 for none; throws on anything that is not finite. */
function finiteExtremes(x: Float32Array, start: number, end: number): Range {
  if (start === end) return { min: 0, max: 0 };
  let min = Infinity;
  let max = -Infinity;
  for (let i = start; i < end; i++) {
    if (!Number.isFinite(x[i]))
      throw new LabError("calibration.non-finite", { index: i, value: String(x[i]) });
    if (x[i] < min) min = x[i];
    if (x[i] > max) max = x[i];
  }
  return { min, max };
}
