import { rowSize, type WeightRows } from "../weight-rows.ts";
import { Gram } from "./gram.ts";

/** Patches kept whole where the moments cannot be. */
const SAMPLE_PATCHES = 256;

/** Patches of the sample that one call may fill, so that it spreads over the images. */
const SAMPLE_PER_CALL = 2;

/** Consecutive weights of every row of a group, and the second moments of what they are multiplied with. */
export interface MomentBlock {
  /** Position of the first weight in a row. */
  start: number;
  gram: Gram;
}

/**
 * What learned rounding needs from a layer's inputs: the second moments of its patches, for each group of
 * channels apart. Where a row is so long that they would take more than the given bytes, it is cut into
 * blocks and the moments between two blocks are left out; a sample of whole patches is kept then, by which
 * to measure the result.
 */
export class LayerMoments {
  /** `[group][block]`, the blocks of a row in order. */
  readonly blocks: readonly (readonly MomentBlock[])[];
  /** Whole patches, row-major `[sampled, patch]`; null where the moments are complete. */
  readonly sample: Float32Array | null;
  #sampled = 0;
  #count = 0;

  constructor(
    readonly rows: WeightRows,
    maxBytes: number,
  ) {
    const size = rowSize(rows);
    const block = blockSize(rows, maxBytes);
    const starts = Array.from({ length: Math.ceil(size / block) }, (_, i) => i * block);
    this.blocks = Array.from({ length: rows.groups }, () =>
      starts.map((start) => ({ start, gram: new Gram(Math.min(block, size - start)) })),
    );
    this.sample = block < size ? new Float32Array(SAMPLE_PATCHES * size * rows.groups) : null;
  }

  /** Bytes of the moments of such rows. */
  static bytes(rows: WeightRows, maxBytes: number): number {
    return rows.groups * rowSize(rows) * blockSize(rows, maxBytes) * Float64Array.BYTES_PER_ELEMENT;
  }

  /** Patches seen. */
  get count(): number {
    return this.#count;
  }

  /** Patches in the sample. */
  get sampled(): number {
    return this.#sampled;
  }

  /** Whether anything was seen, and no NaN or infinity. */
  isFinite(): boolean {
    const finite = this.blocks.every((blocks) => blocks.every(({ gram }) => Number.isFinite(gram.trace())));
    return this.#count > 0 && finite;
  }

  /** Takes in `count` patches, one behind the other. */
  add(patches: Float32Array, count: number): void {
    const size = rowSize(this.rows);
    const stride = size * this.rows.groups;
    this.blocks.forEach((blocks, group) => {
      for (const { start, gram } of blocks) gram.add(patches, group * size + start, stride, count);
    });
    this.#count += count;
    if (!this.sample) return;
    const kept = Math.min(count, SAMPLE_PER_CALL, SAMPLE_PATCHES - this.#sampled);
    this.sample.set(patches.subarray(0, kept * stride), this.#sampled * stride);
    this.#sampled += kept;
  }

  /** Summed squared output of one row of a group over the sample; `row` holds the row's weights, or their errors. */
  sampledSquares(group: number, row: Float64Array): number {
    const { sample } = this;
    if (!sample) return 0;
    const size = row.length;
    let sum = 0;
    for (let k = 0; k < this.#sampled; k++) {
      const at = (k * this.rows.groups + group) * size;
      let output = 0;
      for (let j = 0; j < size; j++) output += row[j] * sample[at + j];
      sum += output * output;
    }
    return sum;
  }
}

/** Weights of a row in one block: all of them, or about equal shares of whole channels. */
function blockSize(rows: WeightRows, maxBytes: number): number {
  const size = rowSize(rows);
  const largest = maxBytes / (rows.groups * size * Float64Array.BYTES_PER_ELEMENT);
  const blocks = Math.ceil(size / largest);
  return Math.max(1, Math.floor(rows.channels / blocks)) * rows.taps;
}
