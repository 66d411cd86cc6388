import { findExtremes } from "./extremes.ts";
import { StreamingHistogram } from "./histogram.ts";
import { LargestMagnitudes } from "./largest-magnitudes.ts";

/** Weight of the past in the moving average of the images' extremes. */
export const MOVING_AVERAGE_MOMENTUM = 0.9;

/** A range of real values. */
export interface Range {
  min: number;
  max: number;
}

/**
 * What one pass over the calibration images leaves of one activation tensor: enough to derive the range
 * of every calibration method (see `calibrationRange`) without running the model again. Memory is one
 * histogram, 10 kB of largest magnitudes and two floats per image, whatever the tensor's size.
 */
export class ActivationObserver {
  /** Distribution of all values; null when the observer was made without one. */
  readonly histogram: StreamingHistogram | null;
  /** Exact upper end of the distribution of magnitudes; null when the observer was made without a histogram. */
  readonly largest: LargestMagnitudes | null;
  /** Number of finite values seen. */
  count = 0;
  /** Number of NaNs and infinities seen; they enter no range. */
  nonFinite = 0;
  /** Extremes over everything; +Infinity and −Infinity while nothing finite was seen. */
  min = Infinity;
  max = -Infinity;
  /** Smallest magnitude; +Infinity while nothing finite was seen. */
  smallestMagnitude = Infinity;
  /**
   * Exponential moving average of each image's extremes, `m ← 0.9·m + 0.1·x`, starting at the first
   * image's; null while nothing finite was seen. Depends on the order of the images but, since every
   * image counts as a batch of one, not on how many of them are run at a time.
   */
  movingAverage: Range | null = null;
  readonly #itemMinima: number[] = [];
  readonly #itemMaxima: number[] = [];

  /** `histogram: false` keeps extremes only, which is enough for the methods that need no distribution. */
  constructor({ histogram = true }: { histogram?: boolean } = {}) {
    this.histogram = histogram ? new StreamingHistogram() : null;
    this.largest = histogram ? new LargestMagnitudes() : null;
  }

  /** Smallest value of each image that had a finite one, in the order seen. */
  get itemMinima(): readonly number[] {
    return this.#itemMinima;
  }

  /** Largest value of each image that had a finite one, in the order seen. */
  get itemMaxima(): readonly number[] {
    return this.#itemMaxima;
  }

  /**
   * Takes in the tensor's values for one batch: `itemCount` equal consecutive parts, one per image.
   * Throws RangeError when the length is not a multiple of `itemCount`.
   */
  observe(batch: Float32Array, itemCount: number): void {
    const size = batch.length / itemCount;
    if (!Number.isInteger(size)) throw new RangeError(`${batch.length} values for ${itemCount} items`);
    for (let item = 0; item < itemCount; item++) {
      const start = item * size;
      const extremes = findExtremes(batch, start, start + size, this.largest);
      this.histogram?.add(batch, start, start + size, extremes);
      this.nonFinite += extremes.nonFinite;
      this.count += size - extremes.nonFinite;
      if (extremes.min > extremes.max) continue;
      this.smallestMagnitude = Math.min(this.smallestMagnitude, extremes.smallestMagnitude);
      this.#itemMinima.push(extremes.min);
      this.#itemMaxima.push(extremes.max);
      this.#takePicture(extremes.min, extremes.max);
    }
  }

  #takePicture(low: number, high: number): void {
    this.min = Math.min(this.min, low);
    this.max = Math.max(this.max, high);
    const past = this.movingAverage ?? { min: low, max: high };
    this.movingAverage = {
      min: MOVING_AVERAGE_MOMENTUM * past.min + (1 - MOVING_AVERAGE_MOMENTUM) * low,
      max: MOVING_AVERAGE_MOMENTUM * past.max + (1 - MOVING_AVERAGE_MOMENTUM) * high,
    };
  }
}
