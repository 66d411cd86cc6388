import { ROUNDING_BIAS } from "../rounding.ts";

/** Bits of the float32 at which rounding to half precision gives infinity: 65520, halfway from 65504 to 2^16. */
const OVERFLOW = 0x477ff000;
/** Bits of 2^-14, the smallest normal half. */
const SMALLEST_NORMAL = 0x38800000;
const INFINITE = 0x7f800000;
/** float32's exponent bias less that of binary16, in float32's exponent field. */
const REBIAS = (127 - 15) << 23;
/** One over the smallest positive half, 2^-24. */
const SUBNORMAL_STEPS = 2 ** 24;

/**
 * Rounds float32 values to IEEE 754 binary16, half to even, subnormals kept (IEEE 754-2019, sections 3.6 and
 * 4.3.1); NaN stays NaN, with the upper bits of its payload.
 *
 * @param out receives the 16 bits of each half, at least as long as `values`
 * @returns how many finite values became infinite, that is had a magnitude of 65520 or more
 */
export function floatsToHalves(values: Float32Array, out: Uint16Array): number {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let overflowed = 0;
  for (let i = 0; i < values.length; i++) {
    const sign = (words[i] >>> 16) & 0x8000;
    const magnitude = words[i] & 0x7fffffff;
    let half: number;
    if (magnitude < SMALLEST_NORMAL) {
      half = Math.abs(values[i]) * SUBNORMAL_STEPS + ROUNDING_BIAS - ROUNDING_BIAS;
    } else if (magnitude < OVERFLOW) {
      // Adding just under half of the last kept bit, or exactly half where that bit is odd, carries as it must.
      half = (magnitude - REBIAS + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
    } else if (magnitude <= INFINITE) {
      half = 0x7c00;
      if (magnitude < INFINITE) overflowed++;
    } else {
      half = 0x7e00 | ((magnitude >>> 13) & 0x1ff);
    }
    out[i] = sign | half;
  }
  return overflowed;
}

/**
 * The float32 values of IEEE 754 binary16 numbers given by their 16 bits. Exact: every half is a float32.
 *
 * @param out at least as long as `bits`
 */
export function halvesToFloats(bits: Uint16Array, out: Float32Array): void {
  const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < bits.length; i++) {
    const sign = (bits[i] & 0x8000) << 16;
    const magnitude = bits[i] & 0x7fff;
    if (magnitude >= 0x7c00) words[i] = sign | INFINITE | ((magnitude & 0x3ff) << 13);
    else if (magnitude >= 0x400) words[i] = sign | ((magnitude << 13) + REBIAS);
    else out[i] = (sign < 0 ? -magnitude : magnitude) / SUBNORMAL_STEPS;
  }
}
