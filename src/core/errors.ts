import type { TensorError } from "./report.ts";

/**
 * Error of approximations against their originals, accumulated over any number of pieces in float64, so
 * that a tensor need never be held whole. Every split into pieces gives the same maximum and, to float64
 * rounding, the same sums.
 */
export class ErrorAccumulator {
  #count = 0;
  #signal = 0;
  #noise = 0;
  #largest = 0;

  /**
   * Takes in one piece; `xHat[i]` approximates `x[i]`. NaN in either makes the result NaN.
   * Throws RangeError when the lengths differ.
   */
  add(x: Float32Array, xHat: Float32Array): void {
    if (x.length !== xHat.length) throw new RangeError(`lengths differ: ${x.length} and ${xHat.length}`);
    let signal = 0;
    let noise = 0;
    let largest = this.#largest;
    for (let i = 0; i < x.length; i++) {
      const value = x[i];
      const error = value - xHat[i];
      const size = Math.abs(error);
      signal += value * value;
      noise += error * error;
      if (size > largest) largest = size;
    }
    this.#count += x.length;
    this.#signal += signal;
    this.#noise += noise;
    this.#largest = Number.isNaN(noise) ? Number.NaN : largest;
  }

  /**
   * Mean squared error, SQNR in dB and largest absolute error of everything so far. SQNR is +Infinity when
   * the error is zero (no elements and an all-zero signal reproduced exactly included) and −Infinity when
   * an all-zero signal is not reproduced.
   */
  result(): TensorError {
    return {
      mse: this.#count === 0 ? 0 : this.#noise / this.#count,
      sqnrDb: this.#noise === 0 ? Infinity : 10 * Math.log10(this.#signal / this.#noise),
      maxAbsError: this.#largest,
    };
  }
}

/** Error of the approximation `xHat` of `x`; see `ErrorAccumulator` for the limiting cases. */
export function tensorError(x: Float32Array, xHat: Float32Array): TensorError {
  const errors = new ErrorAccumulator();
  errors.add(x, xHat);
  return errors.result();
}
