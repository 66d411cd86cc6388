import { LabError } from "#failures/lab-error.ts";
import type { ActivationSpec, Bits, Scheme } from "./grid.ts";
import { roundHalfToEven } from "./rounding.ts";

/**
 * The affine map of one scale: a real x has the code `q = clamp(round(x / scale) + zeroPoint, qmin, qmax)`
 * and a code q stands for `scale · (q − zeroPoint)`.
 */
export interface AffineParams {
  /** Width of one step, positive, exactly representable as float32. */
  scale: number;
  /** Code of the real zero; an integer. */
  zeroPoint: number;
  qmin: number;
  qmax: number;
}

/** The integer grid that a range is mapped onto. */
export interface GridSpec {
  bits: Bits;
  scheme: Scheme;
  /** Signed integer levels (stored as int8) or unsigned ones (stored as uint8). */
  signed: boolean;
}

/** The smallest normal float32; ONNX Runtime takes a smaller scale for that of an all-zero tensor. */
export const SMALLEST_SCALE = 2 ** -126;

/**
 * First and last code of a grid: unsigned [0, 2^b − 1]; signed asymmetric [−2^(b−1), 2^(b−1) − 1]; signed
 * symmetric without the lowest integer level, [−(2^(b−1) − 1), 2^(b−1) − 1], so that it is its own mirror image.
 */
export function codeRange({ bits, scheme, signed }: GridSpec): { qmin: number; qmax: number } {
  if (!signed) return { qmin: 0, qmax: 2 ** bits - 1 };
  const qmax = 2 ** (bits - 1) - 1;
  return { qmin: scheme === "symmetric" ? -qmax : -qmax - 1, qmax };
}

/**
 * Parameters for the real range [rmin, rmax] in the convention of models ("deployable"), that of ONNX
 * Runtime's quantizer (`compute_scale_zp`), to the bit:
 * - the range is widened to hold zero, so zero is always exactly representable;
 * - symmetric: the range becomes ±max(|rmin|, |rmax|) and the zero point the middle of the grid, halves to
 *   even: 0 for signed integer levels, 2^(b−1) for unsigned ones;
 * - asymmetric: `zeroPoint = round(qmin − rmin / scale)`, half to even, with the scale before its rounding
 *   to float32;
 * - `scale = (rmax − rmin) / (qmax − qmin)`, the difference in float32 and the quotient in float64,
 *   rounded to float32 at the end. A scale below 2^−126 (an all-zero range) gives scale 1, zero point 0; one
 *   by which an outermost code would stand for an infinity is the largest by which it does not.
 *
 * Throws `calibration.non-finite` when an end of the range is NaN or infinite.
 */
export function deployableParams(rmin: number, rmax: number, spec: GridSpec): AffineParams {
  if (!Number.isFinite(rmin) || !Number.isFinite(rmax)) {
    throw new LabError("calibration.non-finite", { rmin: String(rmin), rmax: String(rmax) });
  }
  const { qmin, qmax } = codeRange(spec);
  let low = Math.fround(Math.min(rmin, 0));
  let high = Math.fround(Math.max(rmax, 0));
  if (spec.scheme === "symmetric") {
    high = Math.max(-low, high);
    low = -high;
  }
  const exact = float32Difference(high, low) / (qmax - qmin);
  if (exact < SMALLEST_SCALE) return { scale: 1, zeroPoint: 0, qmin, qmax };
  const zeroPoint = roundHalfToEven(spec.scheme === "symmetric" ? (qmin + qmax) / 2 : qmin - low / exact);
  return { scale: finiteScale(exact, Math.max(qmax - zeroPoint, zeroPoint - qmin)), zeroPoint, qmin, qmax };
}

const LARGEST_FLOAT = (2 - 2 ** -23) * 2 ** 127;

/** A scale in float32, capped so that `steps` of it are finite. */
function finiteScale(exact: number, steps: number): number {
  const scale = Math.fround(exact);
  if (Math.fround(scale * steps) < Infinity) return scale;
  const most = Math.fround(LARGEST_FLOAT / steps);
  return most * steps <= LARGEST_FLOAT ? most : Math.fround(most * (1 - 2 ** -23));
}

/** `high − low` rounded to float32, or unrounded where float32 would overflow to infinity. */
function float32Difference(high: number, low: number): number {
  const rounded = Math.fround(high - low);
  return rounded === Infinity ? high - low : rounded;
}

/**
 * The grid of an activation tensor: unsigned integer levels for an asymmetric scheme, and signed ones, centred on
 * the real zero, for a symmetric scheme.
 */
export function activationGrid({ bits, scheme }: ActivationSpec): GridSpec {
  return { bits, scheme, signed: scheme === "symmetric" };
}
