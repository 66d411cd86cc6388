/** 2^52: from here on every float64 is an integer. */
const INTEGERS_ONLY = 2 ** 52;

/**
 * `x` rounded to the nearest integer, halves to the even one; exact for every finite float64.
 * A result of zero is always +0; NaN and the infinities come back as they are.
 *
 * For 0 ≤ x < 2^52 the sum x + 2^52 lies in [2^52, 2^53), where float64 is spaced by exactly 1, so the
 * addition itself rounds x to an integer by IEEE 754's default mode (ties to even) and the subtraction
 * is exact. Negative numbers mirror that; from 2^52 on there is no fraction left to round.
 */
export function roundHalfToEven(x: number): number {
  if (x >= 0) return x < INTEGERS_ONLY ? x + INTEGERS_ONLY - INTEGERS_ONLY : x;
  return x > -INTEGERS_ONLY ? x - INTEGERS_ONLY + INTEGERS_ONLY : x;
}

/**
 * 1.5·2^52, the branch-free variant for hot loops: `v + ROUNDING_BIAS - ROUNDING_BIAS` in float64 rounds
 * half to even for |v| ≤ 2^51, because the sum then stays in [2^52, 2^53] whatever the sign of v.
 * Beyond that the result is off by a few units at a magnitude that any clamp of the lab cuts anyway.
 * (The float32 form of the trick adds 1.5·2^23 and holds only for |v| ≤ 2^22.)
 */
export const ROUNDING_BIAS = 1.5 * 2 ** 52;
