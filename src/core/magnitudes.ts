import type { Extremes } from "./extremes.ts";

/**
 * The smallest and the `capacity` largest magnitudes among the finite values of a stream, exactly, in bounded
 * memory (8 bytes per unit of capacity). What it answers is a function of the multiset of values alone.
 */
export class Magnitudes {
  readonly capacity: number;
  /** The smallest magnitude; +Infinity where there is no value. */
  smallest = Infinity;
  #count = 0;
  /** In no order until asked; when full, the lower half is dropped. */
  readonly #kept: Float32Array;
  #keptCount = 0;
  /** Only magnitudes above this are kept: as many as the capacity reach it already. */
  #limit = -1;

  constructor({ capacity = 2048 }: { capacity?: number } = {}) {
    this.capacity = capacity;
    this.#kept = new Float32Array(2 * capacity);
  }

  /**
   * Takes in `values[start..end)`, whose extremes are `extremes`. Parts that do not reach the limit are not
   * looked at, so that short ones, of some thousand values, cost next to nothing on average.
   */
  add(values: Float32Array, start: number, end: number, extremes: Extremes): void {
    this.#count += end - start - extremes.nonFinite;
    this.smallest = Math.min(this.smallest, extremes.smallestMagnitude);
    const largest = Math.max(-extremes.min, extremes.max);
    if (largest <= this.#limit) return;
    for (let i = start; i < end; i++) {
      const magnitude = Math.abs(values[i]);
      if (magnitude > this.#limit && magnitude <= largest) this.#keep(magnitude);
    }
  }

  /** The magnitude of that rank from above, 1 for the largest; null if it is not kept. */
  largest(rank: number): number | null {
    if (rank < 1 || rank > Math.min(this.capacity, this.#count)) return null;
    return this.#kept.subarray(0, this.#keptCount).sort()[this.#keptCount - rank];
  }

  #keep(magnitude: number): void {
    this.#kept[this.#keptCount++] = magnitude;
    if (this.#keptCount < this.#kept.length) return;
    this.#kept.sort();
    this.#kept.copyWithin(0, this.capacity);
    this.#keptCount = this.capacity;
    this.#limit = this.#kept[0];
  }
}
