/**
 * Error of a quantized tensor against its FP32 original, over the values that are finite in FP32. All of it is NaN
 * where there are none, or where quantization has made NaN or an infinity of one of them.
 */
export interface TensorError {
  mse: number;
  /** `10·log10(Σx² / Σ(x−x̂)²)`; +Infinity where the error is zero, −Infinity where only the signal is. */
  sqnrDb: number;
  maxAbsError: number;
  /** Values left out, since they are NaN or infinite in FP32; absent where there are none. */
  leftOut?: number;
  /** Values that are finite in FP32 and NaN or infinite here; absent where there are none. */
  lost?: number;
}

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
  /** Originals that are NaN or infinite, and finite originals whose approximation is not. */
  #leftOut = 0;
  #lost = 0;

  /**
   * Takes in one piece; `xHat[i]` approximates `x[i]`. An original that is NaN or infinite has no error and is left
   * out; where the original is finite and its approximation is not, every figure of the result is NaN.
   * Throws RangeError when the lengths differ.
   */
  add(x: Float32Array, xHat: Float32Array): void {
    if (this.addFinite(x, xHat)) return;
    const originals = new Float32Array(x.length);
    const approximations = new Float32Array(x.length);
    let kept = 0;
    for (let i = 0; i < x.length; i++) {
      if (!Number.isFinite(x[i])) this.#leftOut++;
      else if (!Number.isFinite(xHat[i])) this.#lost++;
      else {
        originals[kept] = x[i];
        approximations[kept++] = xHat[i];
      }
    }
    this.addFinite(originals.subarray(0, kept), approximations.subarray(0, kept));
  }

  /** Adds one piece if all values of both are finite; otherwise adds nothing and returns false. */
  addFinite(x: Float32Array, xHat: Float32Array): boolean {
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
    // Squares of float32 do not overflow float64: the sum is finite exactly where every value is.
    if (!Number.isFinite(noise)) return false;
    this.#count += x.length;
    this.#signal += signal;
    this.#noise += noise;
    this.#largest = largest;
    return true;
  }

  /**
   * Mean squared error, SQNR in dB and largest absolute error of everything so far. SQNR is +Infinity when
   * the error is zero (an all-zero signal reproduced exactly included) and −Infinity when an all-zero signal
   * is not reproduced. All three are NaN where nothing was compared, or finite originals have become NaN or infinite.
   */
  result(): TensorError {
    const counts = {
      ...(this.#leftOut > 0 && { leftOut: this.#leftOut }),
      ...(this.#lost > 0 && { lost: this.#lost }),
    };
    if (this.#count === 0 || this.#lost > 0)
      return { mse: Number.NaN, sqnrDb: Number.NaN, maxAbsError: Number.NaN, ...counts };
    return {
      mse: this.#noise / this.#count,
      sqnrDb: decibelsOf(this.#signal, this.#noise),
      maxAbsError: this.#largest,
      ...counts,
    };
  }
}

/**
 * `10·log10(signal / noise)` of two powers in the same unit: +Infinity where the noise is zero, −Infinity where only
 * the signal is, NaN where one of them is.
 */
export function decibelsOf(signal: number, noise: number): number {
  return noise === 0 && !Number.isNaN(signal) ? Infinity : 10 * Math.log10(signal / noise);
}

/** Error of the approximation `xHat` of `x`; see `ErrorAccumulator` for the limiting cases. */
export function tensorError(x: Float32Array, xHat: Float32Array): TensorError {
  const errors = new ErrorAccumulator();
  errors.add(x, xHat);
  return errors.result();
}
