/** Extremes of the finite values of a run; `min` is +Infinity and `max` −Infinity where there are none. −0 counts as 0. */
export interface Extremes {
  min: number;
  max: number;
  /** +Infinity where there are none. */
  smallestMagnitude: number;
  /** How many values were NaN or infinite. */
  nonFinite: number;
}

/** Keys of +Infinity and −Infinity; every finite float32 lies strictly between. */
const KEY_OF_INFINITY = 0x7f800000;
const KEY_OF_MINUS_INFINITY = -0x7f800001;

/**
 * Extremes of `x[start..end)`.
 *
 * The loop compares the bits as integers: flipping the low 31 bits of negative numbers turns IEEE 754's
 * sign and magnitude into two's complement, which orders float32 as signed integers, −0 before +0 and NaN
 * beyond the infinities. That finds NaN for free, and V8 compiles it without the data-dependent branches
 * that it sometimes makes of floating-point minima.
 */
export function findExtremes(x: Float32Array, start = 0, end = x.length): Extremes {
  const bits = new Int32Array(x.buffer, x.byteOffset + start * 4, end - start);
  let low = 0x7fffffff;
  let high = -0x80000000;
  let least = 0x7fffffff;
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i];
    const key = word ^ ((word >> 31) & 0x7fffffff);
    if (key < low) low = key;
    if (key > high) high = key;
    const magnitude = word & 0x7fffffff;
    if (magnitude < least) least = magnitude;
  }
  if (low > high) return { min: Infinity, max: -Infinity, smallestMagnitude: Infinity, nonFinite: 0 };
  if (high >= KEY_OF_INFINITY || low <= KEY_OF_MINUS_INFINITY) return findFiniteExtremes(x, start, end);
  const [min, max, smallestMagnitude] = [low, high, least].map(valueOfKey);
  return { min: min + 0, max: max + 0, smallestMagnitude, nonFinite: 0 };
}

function valueOfKey(key: number): number {
  return new Float32Array(Int32Array.of(key ^ ((key >> 31) & 0x7fffffff)).buffer)[0];
}

function findFiniteExtremes(x: Float32Array, start: number, end: number): Extremes {
  let min = Infinity;
  let max = -Infinity;
  let smallestMagnitude = Infinity;
  let nonFinite = 0;
  for (let i = start; i < end; i++) {
    if (!Number.isFinite(x[i])) {
      nonFinite++;
      continue;
    }
    if (x[i] < min) min = x[i];
    if (x[i] > max) max = x[i];
    if (Math.abs(x[i]) < smallestMagnitude) smallestMagnitude = Math.abs(x[i]);
  }
  return { min: min + 0, max: max + 0, smallestMagnitude, nonFinite };
}
