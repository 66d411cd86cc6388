import type { TensorError } from "./errors.ts";
import { decibelsOf } from "./errors.ts";

/** Some pairs of a tensor and its approximation, and the error of all. */
export interface RoundTripPoints {
  /** Finite in both, of equal length. */
  x: Float32Array;
  xHat: Float32Array;
  /** Pairs with a NaN or an infinity; all other figures leave them out. */
  nonFinite: number;
  error: TensorError;
}

/** The golden ratio's fraction: its multiples spread most evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * At most `points` pairs to draw: those of the smallest and the largest x and of the largest error, and one of each
 * of equally long stretches, at a place that differs from stretch to stretch, so that the length of a row or the
 * number of channels cannot pick the same column again and again. All pairs where there are no more.
 *
 * Throws RangeError when the lengths differ.
 */
export function roundTripPoints(x: Float32Array, xHat: Float32Array, points: number): RoundTripPoints {
  if (x.length !== xHat.length) throw new RangeError(`lengths differ: ${x.length} and ${xHat.length}`);
  let [smallest, largest, worst, nonFinite, signal, noise, most] = [0, 0, 0, 0, 0, 0, 0];
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    const value = x[i];
    const error = Math.abs(value - xHat[i]);
    // Two infinities differ by NaN, an infinity and a number by infinity.
    if (!(error < Infinity)) {
      nonFinite++;
      continue;
    }
    signal += value * value;
    noise += error * error;
    if (value < min) {
      min = value;
      smallest = i;
    }
    if (value > max) {
      max = value;
      largest = i;
    }
    if (error > most) {
      most = error;
      worst = i;
    }
  }
  const picked = pick(x.length, points, [smallest, largest, worst]).filter(
    (i) => Math.abs(x[i] - xHat[i]) < Infinity,
  );
  const count = x.length - nonFinite;
  return {
    x: Float32Array.from(picked, (i) => x[i]),
    xHat: Float32Array.from(picked, (i) => xHat[i]),
    nonFinite,
    error: {
      // Where no pair is left there is no figure, and no perfection.
      mse: noise / count,
      sqnrDb: count === 0 ? Number.NaN : decibelsOf(signal, noise),
      maxAbsError: count === 0 ? Number.NaN : most,
    },
  };
}

/** At most `points` of the positions 0..total−1, each once: the notable ones and evenly spread others. */
function pick(total: number, points: number, notable: readonly number[]): number[] {
  if (total <= points) return Array.from({ length: total }, (_, i) => i);
  const picked = new Set(notable.slice(0, points));
  const stretches = Math.max(points - notable.length, 0);
  for (let i = 0; i < stretches; i++) {
    const within = (i * GOLDEN) % 1;
    picked.add(Math.floor(((i + within) / stretches) * total));
  }
  return [...picked];
}
