import type { AffineParams } from "../affine.ts";
import type { StreamingHistogram } from "../calibration/histogram.ts";
import { countsWithoutZeroSpike } from "../calibration/zero-spike.ts";
import { type RoundTripError, RoundTripSums, unclippedRange } from "../round-trip.ts";

/** Of a code's values that are expected: from this many on the code counts as taken. */
const TAKEN = 1 / 2;

/**
 * The round-trip error of a histogram's values on a grid, estimated. Values count as evenly spread within the part
 * of their bin that lies between the true extremes, except for the pile of exact zeros that ReLU makes
 * (`countsWithoutZeroSpike`), which costs nothing: zero is a code. A bin without width holds its value exactly, as
 * the one of a ReLU6's sixes does.
 *
 * With bins much finer than the grid's steps the mean squared errors come within a percent or so of the true ones.
 * The largest error is that of the true extremes where they are clipped, else the largest that any value between
 * the extremes can have. A code counts as used where half a value or more is expected to take it.
 *
 * @returns all NaN, but for `gridUsed`, while the histogram is empty
 */
export function histogramRoundTrip(histogram: StreamingHistogram, params: AffineParams): RoundTripError {
  const counts = countsWithoutZeroSpike(histogram);
  const trip = new HistogramTrip(params);
  const zero = -histogram.firstBin;
  if (zero >= 0 && zero < counts.length) trip.addPile(0, histogram.counts[zero] - counts[zero]);
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    const low = Math.max(histogram.edge(i), histogram.min);
    const high = Math.min(histogram.edge(i + 1), histogram.max);
    if (high > low) trip.addSpread(low, high, counts[i]);
    else trip.addPile(low, counts[i]);
  }
  return trip.result();
}

/** One estimate: values go in, in piles and evenly spread. */
class HistogramTrip {
  readonly #sums = new RoundTripSums();
  /** Values expected at each code from `qmin` on. */
  readonly #taken: Float64Array;
  readonly #low: number;
  readonly #high: number;

  constructor(private readonly params: AffineParams) {
    const { min, max } = unclippedRange(params);
    this.#low = min;
    this.#high = max;
    this.#taken = new Float64Array(params.qmax - params.qmin + 1);
  }

  /** `count` values that equal x. */
  addPile(x: number, count: number): void {
    const { scale } = this.params;
    const code = this.#codeOf(x);
    const error = x - Math.fround(code * scale);
    const sums = this.#sums;
    sums.count += count;
    sums.signal += count * x * x;
    if (x < this.#low || x > this.#high) {
      sums.clipping += count * error * error;
      sums.clipped += count;
    } else sums.rounding += count * error * error;
    if (count > 0) sums.largest = Math.max(sums.largest, Math.abs(error));
    this.#take(code, count);
  }

  /** `count` values evenly spread over [from, to). */
  addSpread(from: number, to: number, count: number): void {
    const { zeroPoint, qmin, qmax, scale } = this.params;
    const density = count / (to - from);
    const sums = this.#sums;
    sums.count += count;
    sums.signal += density * cubes(from, to, 0);
    const low = Math.min(Math.max(from, this.#low), to);
    const high = Math.max(Math.min(to, this.#high), from);
    if (from < low) this.#clip(from, low, density, qmin - zeroPoint);
    if (high < to) this.#clip(high, to, density, qmax - zeroPoint);
    let at = low;
    for (let code = this.#codeOf(low); at < high; code++) {
      const end = code === qmax - zeroPoint ? high : Math.min((code + 1 / 2) * scale, high);
      if (end <= at) continue;
      const value = code * scale;
      sums.rounding += density * cubes(at, end, value);
      sums.largest = Math.max(sums.largest, Math.abs(at - value), Math.abs(end - value));
      this.#take(code, density * (end - at));
      at = end;
    }
  }

  result(): RoundTripError {
    let used = 0;
    for (const count of this.#taken) if (count >= TAKEN) used++;
    return this.#sums.result(used / this.#taken.length);
  }

  #clip(from: number, to: number, density: number, code: number): void {
    const value = code * this.params.scale;
    const sums = this.#sums;
    sums.clipping += density * cubes(from, to, value);
    sums.clipped += density * (to - from);
    sums.largest = Math.max(sums.largest, Math.abs(from - value), Math.abs(to - value));
    this.#take(code, density * (to - from));
  }

  #take(code: number, count: number): void {
    this.#taken[code + this.params.zeroPoint - this.params.qmin] += count;
  }

  /** The code that x is rounded to, less the zero point. */
  #codeOf(x: number): number {
    const { zeroPoint, qmin, qmax, scale } = this.params;
    return Math.min(Math.max(Math.floor(x / scale + 1 / 2), qmin - zeroPoint), qmax - zeroPoint);
  }
}

/** ∫ (x − v)² dx over [from, to]. */
function cubes(from: number, to: number, v: number): number {
  return ((to - v) ** 3 - (from - v) ** 3) / 3;
}
