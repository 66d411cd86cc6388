import { floatOfBits } from "../floats/float-bits.ts";

/**
 * The largest magnitudes among the values of a stream, exactly, in bounded memory (8 bytes per unit of
 * capacity). Magnitudes are given as the bits of a float32 without its sign, which order as integers. What it
 * answers is a function of the multiset of values alone.
 */
export class LargestMagnitudes {
  /** How many ranks are known exactly. */
  readonly capacity: number;
  /** Magnitudes up to here need not be given: as many as the capacity lie beyond or on it. −1 at first. */
  limit = -1;
  /** In no order until asked; when full, the lower half is dropped. */
  readonly #kept: Int32Array;
  #count = 0;

  constructor({ capacity = 1280 }: { capacity?: number } = {}) {
    this.capacity = capacity;
    this.#kept = new Int32Array(2 * capacity);
  }

  /** Takes in one magnitude above the limit; returns the limit from then on. */
  keep(magnitude: number): number {
    this.#kept[this.#count++] = magnitude;
    if (this.#count === this.#kept.length) {
      this.limit = selectLargest(this.#kept, this.capacity);
      this.#count = this.capacity;
    }
    return this.limit;
  }

  /** The magnitude at a rank, 1 for the largest; null if it is not known. */
  ofRank(rank: number): number | null {
    if (rank < 1 || rank > Math.min(this.capacity, this.#count)) return null;
    const sorted = this.#kept.slice(0, this.#count).sort();
    return floatOfBits(sorted[sorted.length - rank]);
  }
}

/**
 * Moves the `count` largest values to the front, in no order, and returns the smallest of them.
 * C. A. R. Hoare, "Algorithm 65: find", Communications of the ACM 4, 1961.
 */
function selectLargest(values: Int32Array, count: number): number {
  let from = 0;
  let to = values.length - 1;
  const last = count - 1;
  while (from < to) {
    const pivot = values[(from + to) >> 1];
    let i = from;
    let j = to;
    while (i <= j) {
      while (values[i] > pivot) i++;
      while (values[j] < pivot) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (last <= j) to = j;
    else if (last >= i) from = i;
    else break;
  }
  return values[last];
}
