import type { Extremes } from "./extremes.ts";

/**
 * The `capacity` smallest and the `capacity` largest finite float32 values of a stream, exactly, in bounded
 * memory (16 bytes per unit of capacity). What it answers is a function of the multiset of values alone.
 */
export class ExtremeValues {
  readonly capacity: number;
  #count = 0;
  /** Both in no order until asked; from twice the capacity on the inner half is dropped. */
  readonly #low: Float32Array;
  readonly #high: Float32Array;
  #lowCount = 0;
  #highCount = 0;
  /** A value is kept only if it is below, or above: as many as are asked for lie beyond already. */
  #lowLimit = Infinity;
  #highLimit = -Infinity;

  constructor({ capacity = 1024 }: { capacity?: number } = {}) {
    this.capacity = capacity;
    this.#low = new Float32Array(2 * capacity);
    this.#high = new Float32Array(2 * capacity);
  }

  /**
   * Takes in `values[start..end)`, whose extremes are `extremes`. A part that reaches beyond no limit is not
   * looked at, so short parts, some thousand values, cost next to nothing.
   */
  add(values: Float32Array, start: number, end: number, { min, max, nonFinite }: Extremes): void {
    this.#count += end - start - nonFinite;
    if (min < this.#lowLimit) {
      for (let i = start; i < end; i++) {
        if (values[i] < this.#lowLimit && values[i] >= min) this.#keepLow(values[i]);
      }
    }
    if (max > this.#highLimit) {
      for (let i = start; i < end; i++) {
        if (values[i] > this.#highLimit && values[i] <= max) this.#keepHigh(values[i]);
      }
    }
  }

  /** The value of that rank from below, 1 for the smallest; null if it is not kept. */
  smallest(rank: number): number | null {
    if (!this.#knows(rank)) return null;
    return this.#low.subarray(0, this.#lowCount).sort()[rank - 1];
  }

  /** The value of that rank from above, 1 for the largest; null if it is not kept. */
  largest(rank: number): number | null {
    if (!this.#knows(rank)) return null;
    return this.#high.subarray(0, this.#highCount).sort()[this.#highCount - rank];
  }

  #knows(rank: number): boolean {
    return rank >= 1 && rank <= Math.min(this.capacity, this.#count);
  }

  #keepLow(value: number): void {
    this.#low[this.#lowCount++] = value;
    if (this.#lowCount < this.#low.length) return;
    this.#low.sort();
    this.#lowCount = this.capacity;
    this.#lowLimit = this.#low[this.capacity - 1];
  }

  #keepHigh(value: number): void {
    this.#high[this.#highCount++] = value;
    if (this.#highCount < this.#high.length) return;
    this.#high.sort();
    this.#high.copyWithin(0, this.capacity);
    this.#highCount = this.capacity;
    this.#highLimit = this.#high[0];
  }
}
