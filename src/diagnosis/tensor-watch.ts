import type { StreamingHistogram } from "#numerics/calibration/histogram.ts";

/** Bins that held equally many values while calibrating. */
const EQUAL_BINS = 32;
/** One more at each end, for what calibration never saw. */
export const WATCH_BINS = EQUAL_BINS + 2;

/** What became of the values of some images in one tensor. */
export class WatchedValues {
  count = 0;
  nonFinite = 0;
  /** Beyond the range that calibration gave. */
  clipped = 0;
  /** Largest magnitude. */
  largest = 0;
  /** Σx² of all, and Σ(x − x̂)² of what clipping alone does to them. */
  signal = 0;
  clippingError = 0;
}

/**
 * Follows one activation tensor through images that it was, or was not, calibrated on: the shares of each
 * image's values in bins that held equally many values while calibrating, so that a shift shows wherever the values
 * lie, and what the calibrated range clips of them.
 */
export class TensorWatch {
  /** `[image][bin]`; each image's shares sum to 1, or are 0 where it had no finite value. */
  readonly rows: Float32Array;
  readonly #perUnit: number;
  readonly #first: number;
  /** Equal bin of each bin of the histogram. */
  readonly #equalBin: Uint8Array;

  /**
   * @param seen all values of the calibration, at least one
   * @param range that calibration gave, with zero in it
   * @param images that will be watched
   */
  constructor(
    seen: StreamingHistogram,
    private readonly range: { rmin: number; rmax: number },
    images: number,
  ) {
    this.rows = new Float32Array(images * WATCH_BINS);
    this.#perUnit = 1 / seen.binWidth;
    this.#first = seen.firstBin;
    this.#equalBin = new Uint8Array(seen.binCount);
    let before = 0;
    seen.counts.forEach((count, bin) => {
      // By the middle of what the bin holds: a spike takes one bin, wherever it begins.
      const share = (before + count / 2) / seen.count;
      this.#equalBin[bin] = 1 + Math.min(EQUAL_BINS - 1, Math.floor(share * EQUAL_BINS));
      before += count;
    });
  }

  /** Takes in `values[start..end)`, all of one image, by its place among those watched. */
  add(values: Float32Array, start: number, end: number, image: number, into: WatchedValues): void {
    const { rmin, rmax } = this.range;
    const row = this.rows.subarray(image * WATCH_BINS, (image + 1) * WATCH_BINS);
    const [perUnit, first, bins] = [this.#perUnit, this.#first, this.#equalBin];
    let [finite, clipped, largest, signal, error] = [0, 0, into.largest, 0, 0];
    for (let i = start; i < end; i++) {
      const x = values[i];
      const magnitude = Math.abs(x);
      if (!(magnitude < Infinity)) continue;
      finite++;
      signal += x * x;
      if (magnitude > largest) largest = magnitude;
      if (x < rmin || x > rmax) {
        const beyond = x < rmin ? rmin - x : x - rmax;
        clipped++;
        error += beyond * beyond;
      }
      const bin = Math.floor(x * perUnit) - first;
      row[bin < 0 ? 0 : bin < bins.length ? bins[bin] : WATCH_BINS - 1]++;
    }
    into.count += finite;
    into.nonFinite += end - start - finite;
    into.clipped += clipped;
    into.largest = largest;
    into.signal += signal;
    into.clippingError += error;
    if (finite > 0) for (let bin = 0; bin < WATCH_BINS; bin++) row[bin] /= finite;
  }
}
