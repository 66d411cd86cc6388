import { type Extremes, findExtremes } from "./extremes.ts";

/** The finest bin width: the distance of neighbouring float32 denormals. */
const FINEST_WIDTH = 2 ** -149;
/** Bins need not be finer than float32 itself: no bin index exceeds 2^24 in magnitude. */
const LARGEST_INDEX = 2 ** 24;
/** Counters of one pass before they are moved to float64 totals. */
const LARGEST_UINT32 = 2 ** 32 - 1;

/**
 * A histogram of float32 values whose range need not be known beforehand, in bounded memory.
 *
 * Bin k holds the values in [k·w, (k+1)·w), where the width w is always a power of two: the smallest one
 * (from 2^−149) for which at most `maxBins` bins lie from the smallest to the largest value and all values
 * are below 2^24·w in magnitude. When the range outgrows it, w doubles and bins are merged in pairs, which
 * is exact. Hence the result is a function of the multiset of values alone: no order, no batch boundary
 * and no grouping of merges can change it. More than half of `maxBins` are in use unless the values are
 * as close together as float32 allows.
 */
export class StreamingHistogram {
  readonly maxBins: number;
  /** How many NaNs and infinities were offered; they are in no bin. */
  nonFinite = 0;
  #min = Infinity;
  #max = -Infinity;
  #width = FINEST_WIDTH;
  #first = 0;
  /** Totals, exact to 2^53 per bin. */
  #settled: Float64Array;
  /** Counts since the last settling: one half for even, one for odd positions, so that neighbouring equal values do not wait for each other. */
  readonly #recent: Uint32Array;
  #recentCount = 0;
  #settledCount = 0;

  /** `maxBins`: upper limit of bins, an integer of at least 2; memory is 16 bytes per bin. */
  constructor({ maxBins = 4096 }: { maxBins?: number } = {}) {
    if (!Number.isInteger(maxBins) || maxBins < 2) throw new RangeError(`maxBins is ${maxBins}`);
    this.maxBins = maxBins;
    this.#settled = new Float64Array(maxBins);
    this.#recent = new Uint32Array(2 * maxBins);
  }

  /** Smallest finite value so far; +Infinity where there is none. */
  get min(): number {
    return this.#min;
  }

  /** Largest finite value so far; −Infinity where there is none. */
  get max(): number {
    return this.#max;
  }

  /** Number of finite values so far. */
  get count(): number {
    return this.#settledCount + this.#recentCount;
  }

  /** Width of a bin: a power of two. */
  get binWidth(): number {
    return this.#width;
  }

  /** Index k of the first bin, the one that holds `min`; bin i of `counts` covers [(k+i)·w, (k+i+1)·w). */
  get firstBin(): number {
    return this.#first;
  }

  /** Number of bins from the one of `min` to the one of `max`; 0 while empty. */
  get binCount(): number {
    return this.count === 0 ? 0 : Math.floor(this.#max / this.#width) - this.#first + 1;
  }

  /** Counts of the bins in ascending order: a view that the next `add` or `merge` may change. */
  get counts(): Float64Array {
    this.#settle();
    return this.#settled.subarray(0, this.binCount);
  }

  /** Lower edge of bin i of `counts`, exact; `edge(binCount)` is the upper edge of the last. */
  edge(i: number): number {
    return (this.#first + i) * this.#width;
  }

  /** Counts `values[start..end)`. `extremes`, where the caller has them already, are those of that part. */
  add(
    values: Float32Array,
    start = 0,
    end = values.length,
    extremes: Extremes = findExtremes(values, start, end),
  ): void {
    this.nonFinite += extremes.nonFinite;
    const added = end - start - extremes.nonFinite;
    if (added === 0) return;
    this.#cover(extremes.min, extremes.max);
    if (this.#recentCount + added > LARGEST_UINT32) this.#settle();
    this.#recentCount += added;
    if (extremes.nonFinite === 0) this.#countAll(values, start, end);
    else this.#countFinite(values, start, end);
  }

  /** Adds everything `other` has counted. Throws RangeError unless both have the same `maxBins`. */
  merge(other: StreamingHistogram): void {
    if (other.maxBins !== this.maxBins) {
      throw new RangeError(`maxBins differ: ${this.maxBins} and ${other.maxBins}`);
    }
    this.nonFinite += other.nonFinite;
    if (other.count === 0) return;
    this.#cover(other.min, other.max);
    this.#settledCount += other.count;
    addMerged(other.counts, other.#first, this.#width / other.#width, this.#settled, this.#first);
  }

  #countAll(values: Float32Array, start: number, end: number): void {
    const counts = this.#recent;
    const perUnit = 1 / this.#width;
    const even = this.#first;
    const odd = this.#first - this.maxBins;
    let i = start;
    for (; i < end - 1; i += 2) {
      counts[(Math.floor(values[i] * perUnit) | 0) - even]++;
      counts[(Math.floor(values[i + 1] * perUnit) | 0) - odd]++;
    }
    if (i < end) counts[(Math.floor(values[i] * perUnit) | 0) - even]++;
  }

  #countFinite(values: Float32Array, start: number, end: number): void {
    const perUnit = 1 / this.#width;
    for (let i = start; i < end; i++) {
      if (Number.isFinite(values[i])) this.#recent[(Math.floor(values[i] * perUnit) | 0) - this.#first]++;
    }
  }

  /** Widens the bins and moves them as needed to hold [min, max] as well. */
  #cover(min: number, max: number): void {
    if (min >= this.#min && max <= this.#max) return;
    this.#settle();
    const oldCounts = this.counts;
    const oldWidth = this.#width;
    const oldFirst = this.#first;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    while (!this.#fits()) this.#width *= 2;
    this.#first = Math.floor(this.#min / this.#width);
    this.#settled = new Float64Array(this.maxBins);
    addMerged(oldCounts, oldFirst, this.#width / oldWidth, this.#settled, this.#first);
  }

  #fits(): boolean {
    const first = Math.floor(this.#min / this.#width);
    const last = Math.floor(this.#max / this.#width);
    return Math.max(-this.#min, this.#max) < LARGEST_INDEX * this.#width && last - first < this.maxBins;
  }

  #settle(): void {
    if (this.#recentCount === 0) return;
    for (let i = 0; i < this.maxBins; i++) {
      this.#settled[i] += this.#recent[i] + this.#recent[i + this.maxBins];
    }
    this.#recent.fill(0);
    this.#settledCount += this.#recentCount;
    this.#recentCount = 0;
  }
}

/** Adds `counts`, whose first bin is `first`, to `out`, whose first bin is `outFirst` and whose bins are `ratio` times as wide. */
function addMerged(
  counts: Float64Array,
  first: number,
  ratio: number,
  out: Float64Array,
  outFirst: number,
): void {
  for (let i = 0; i < counts.length; i++) out[Math.floor((first + i) / ratio) - outFirst] += counts[i];
}
