import { floatOfBits } from "../floats/float-bits.ts";
import type { LargestMagnitudes } from "./largest-magnitudes.ts";

/** Extremes of the finite values of a run; `min` is +Infinity and `max` −Infinity where there are none. −0 counts as 0. */
export interface Extremes {
  min: number;
  max: number;
  /** +Infinity where there are none. */
  smallestMagnitude: number;
  /** How many values were NaN or infinite. */
  nonFinite: number;
}

const SIGN = 0x80000000 | 0;
const MAGNITUDE = 0x7fffffff;
const INFINITY = 0x7f800000;

/** Extremes of `x[start..end)`; the largest magnitudes are kept on the way if that is asked for. */
export function findExtremes(
  x: Float32Array,
  start = 0,
  end = x.length,
  largest: LargestMagnitudes | null = null,
): Extremes {
  const bits = new Int32Array(x.buffer, x.byteOffset + start * 4, end - start);
  // Bits of the largest magnitude of either sign, and of the smallest.
  let positive = -1;
  let negative = -1;
  let least = MAGNITUDE;
  let limit = (largest?.limit ?? MAGNITUDE) | 0;
  let nonFinite = 0;
  for (let i = 0; i < bits.length; i++) {
    i = nextNotable(bits, i, Math.min(positive, limit), Math.min(negative, limit), least);
    if (i === bits.length) break;
    const magnitude = bits[i] & MAGNITUDE;
    if (magnitude >= INFINITY) {
      nonFinite++;
      continue;
    }
    least = Math.min(least, magnitude);
    if (bits[i] < 0) negative = Math.max(negative, magnitude);
    else positive = Math.max(positive, magnitude);
    if (largest !== null && magnitude > limit) limit = largest.keep(magnitude) | 0;
  }
  if (nonFinite === bits.length) {
    return { min: Infinity, max: -Infinity, smallestMagnitude: Infinity, nonFinite };
  }
  const smallestMagnitude = floatOfBits(least);
  return {
    min: negative < 0 ? smallestMagnitude : 0 - floatOfBits(negative),
    max: positive < 0 ? 0 - smallestMagnitude : floatOfBits(positive),
    smallestMagnitude,
    nonFinite,
  };
}

/**
 * The first position from `i` on of a positive value beyond `positive`, of a negative one beyond `negative` or
 * of a magnitude below `least`; the length if there is none.
 *
 * Compared are bits as signed integers: a positive float32 is its magnitude's bits, a negative one is too once
 * the sign is flipped, and each looks negative where the other is meant. NaN and the infinities lie beyond every
 * finite magnitude. Few values are, and V8 compiles a loop that only compares best.
 */
function nextNotable(bits: Int32Array, i: number, positive: number, negative: number, least: number): number {
  const count = bits.length;
  for (; i < count; i++) {
    const word = bits[i];
    if (word > positive || (word ^ SIGN) > negative || (word & MAGNITUDE) < least) return i;
  }
  return count;
}
