import { rowElements, rowSize } from "../weight-rows.ts";
import { dequantizeWeights, type QuantizedTensor } from "../weights.ts";
import type { LayerMoments } from "./layer-moments.ts";
import { RoundingSearch } from "./rounding-search.ts";

/** A layer's weight, rounded so that the layer's output changes least. */
export interface LearnedRounding {
  /** Scales, zero points and grid of the tensor rounded to nearest; other integer levels. */
  quantized: QuantizedTensor;
  /** Mean squared change of an element of the layer's output, over the patches that the moments are of. */
  outputMseNearest: number;
  outputMseLearned: number;
  /** Weights whose code differs from that of rounding to nearest. */
  changed: number;
}

/**
 * Rounds each weight of a layer up or down, within its grid, so that the layer's output on the inputs behind
 * `moments` changes least, one row (output channel) after another (`RoundingSearch`). Weights that lie on the
 * grid or beyond its ends keep the code of rounding to nearest. No row gets worse than by rounding to nearest.
 * Yields after each row, so that the caller can stop or let other work run.
 *
 * @param values the real weights, of dimensions `shape`
 * @param nearest the same rounded to nearest; not changed
 * @param moments of the layer's inputs, at least one patch; nothing may be added to them from here on
 */
export function* learnRounding(
  values: Float32Array,
  shape: readonly number[],
  nearest: QuantizedTensor,
  moments: LayerMoments,
): Generator<void, LearnedRounding> {
  const rounder = new LayerRounder(values, shape, nearest, moments);
  for (let group = 0; group < moments.rows.groups; group++) {
    const searches = moments.blocks[group].map(({ gram }) => new RoundingSearch(gram));
    for (let row = 0; row < moments.rows.rows; row++) {
      rounder.round(group, row, searches);
      yield;
    }
  }
  return rounder.result();
}

/** The buffers and sums of one layer's rounding. */
class LayerRounder {
  readonly #codes: QuantizedTensor["codes"];
  readonly #rounded: Float32Array;
  /** Scale of each element. */
  readonly #scales: Float32Array;
  /** Of the row at hand: where its weights lie, their errors at first, now, and when rounded the other way. */
  readonly #elements: Int32Array;
  readonly #nearestError: Float64Array;
  readonly #error: Float64Array;
  readonly #other: Float64Array;
  #squaresNearest = 0;
  #squaresLearned = 0;
  #changed = 0;

  constructor(
    private readonly values: Float32Array,
    shape: readonly number[],
    private readonly nearest: QuantizedTensor,
    private readonly moments: LayerMoments,
  ) {
    const size = rowSize(moments.rows);
    this.#codes = nearest.codes.slice();
    this.#rounded = dequantizeWeights(nearest, shape);
    const codes = new Uint8Array(nearest.codes.length).fill(1);
    const zeroPoints = new Int32Array(nearest.zeroPoints.length);
    this.#scales = dequantizeWeights({ ...nearest, codes, zeroPoints }, shape);
    this.#elements = new Int32Array(size);
    this.#nearestError = new Float64Array(size);
    this.#error = new Float64Array(size);
    this.#other = new Float64Array(size);
  }

  round(group: number, row: number, searches: readonly RoundingSearch[]): void {
    this.#load(group, row);
    const { before, after } = this.#search(group, searches);
    this.#squaresNearest += before;
    this.#squaresLearned += after;
    this.#store();
  }

  result(): LearnedRounding {
    const { rows, sample, sampled, count } = this.moments;
    const outputs = rows.groups * rows.rows * (sample ? sampled : count);
    return {
      quantized: { ...this.nearest, codes: this.#codes },
      outputMseNearest: this.#squaresNearest / outputs,
      outputMseLearned: this.#squaresLearned / outputs,
      changed: this.#changed,
    };
  }

  #load(group: number, row: number): void {
    const { qmin, qmax } = this.nearest;
    const elements = this.#elements;
    rowElements(this.moments.rows, group, row, elements);
    for (let j = 0; j < elements.length; j++) {
      const i = elements[j];
      const error = this.#rounded[i] - this.values[i];
      const other = this.#codes[i] - Math.sign(error);
      this.#nearestError[j] = error;
      const canMove = other >= qmin && other <= qmax;
      this.#other[j] = canMove ? error - Math.sign(error) * this.#scales[i] : error;
    }
    this.#error.set(this.#nearestError);
  }

  /** Summed squared change of the row's output before and after. */
  #search(group: number, searches: readonly RoundingSearch[]): { before: number; after: number } {
    const found = { before: 0, after: 0 };
    this.moments.blocks[group].forEach(({ start, gram }, block) => {
      const end = start + gram.size;
      const part = searches[block].improve(
        this.#error.subarray(start, end),
        this.#other.subarray(start, end),
      );
      found.before += part.before;
      found.after += part.after;
    });
    if (!this.moments.sample) return found;
    const before = this.moments.sampledSquares(group, this.#nearestError);
    const after = this.moments.sampledSquares(group, this.#error);
    if (after <= before) return { before, after };
    // Each block got better by itself, yet all together did not.
    this.#error.set(this.#nearestError);
    return { before, after: before };
  }

  #store(): void {
    for (let j = 0; j < this.#elements.length; j++) {
      const moved = Math.sign(this.#error[j] - this.#nearestError[j]);
      if (moved === 0) continue;
      this.#codes[this.#elements[j]] += moved;
      this.#changed++;
    }
  }
}
