import { ROUNDING_BIAS } from "../rounding.ts";

/** A binary floating-point format of sign, exponent and fraction, with subnormals. */
export interface Minifloat {
  exponentBits: number;
  /** Bits of the fraction, the leading one not counted. */
  fractionBits: number;
  bias: number;
  /** Largest finite value. */
  max: number;
}

/** IEEE 754-2019, section 3.6. */
export const FLOAT16: Minifloat = { exponentBits: 5, fractionBits: 10, bias: 15, max: 65504 };
/** The upper half of a float32 (Google's bfloat16, Intel's white paper 338302, 2018). */
export const BFLOAT16: Minifloat = {
  exponentBits: 8,
  fractionBits: 7,
  bias: 127,
  max: (2 - 2 ** -7) * 2 ** 127,
};
/** OCP 8-bit Floating Point Specification 1.0 (2023), table 1: no infinity, one NaN per sign. */
export const FLOAT8_E4M3: Minifloat = { exponentBits: 4, fractionBits: 3, bias: 7, max: 448 };
/** OCP 8-bit Floating Point Specification 1.0 (2023), table 1. */
export const FLOAT8_E5M2: Minifloat = { exponentBits: 5, fractionBits: 2, bias: 15, max: 57344 };

const WORD = new Float64Array(1);
const HALVES = new Uint32Array(WORD.buffer);

/** Binary exponent of a normal float64, floor(log2 |x|); −1023 of zero and of subnormals. */
function exponentOf(x: number): number {
  WORD[0] = x;
  return ((HALVES[1] >>> 20) & 0x7ff) - 1023;
}

/**
 * The value of the format nearest to each value times `factor`, divided by `factor` again in float32; halves go to
 * the even fraction, what lies beyond the largest finite value becomes that (saturation, as is usual for quantized
 * tensors; IEEE 754 would give an infinity). NaN stays NaN; zeros come back as +0.
 *
 * @param factor above 0; 1 rounds the values themselves
 * @param out as long as `values`; may be the same array
 */
export function roundToMinifloat(
  values: Float32Array,
  { fractionBits, bias, max }: Minifloat,
  factor: number,
  out: Float32Array,
): void {
  const smallest = 1 - bias;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] * factor;
    const exponent = Math.max(exponentOf(x), smallest);
    const step = 2 ** (exponent - fractionBits);
    // Dividing by a power of two is exact; rounding up to the next one is the right value of the next binade.
    const rounded = (x / step + ROUNDING_BIAS - ROUNDING_BIAS) * step;
    out[i] = (rounded > max ? max : rounded < -max ? -max : rounded) / factor;
  }
}

/**
 * All finite values of a format that are not negative, ascending, zero first: 2^(exponentBits + fractionBits) of
 * them at most, so that only formats of few bits are for drawing.
 */
export function minifloatLevels({ exponentBits, fractionBits, bias, max }: Minifloat): Float64Array {
  const fractions = 2 ** fractionBits;
  const levels = Array.from({ length: 2 ** exponentBits * fractions }, (_, code) => {
    const exponent = Math.floor(code / fractions);
    const fraction = code % fractions;
    return exponent === 0
      ? fraction * 2 ** (1 - bias - fractionBits)
      : (fractions + fraction) * 2 ** (exponent - bias - fractionBits);
  });
  return Float64Array.from(levels.filter((level) => level <= max));
}
