/**
 * Sums of outer products `Σ x·xᵀ` over vectors that are seen a few at a time. Divided by their count they are
 * the second moments H: the mean squared output of a linear map w over the vectors is `wᵀHw`.
 */
export class Gram {
  /** Row-major `[size, size]`; complete on and above the diagonal only. */
  readonly #sums: Float64Array;
  #count = 0;

  /** @param size elements of a vector; takes `8·size²` bytes */
  constructor(readonly size: number) {
    this.#sums = new Float64Array(size * size);
  }

  /** Vectors seen so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Takes in `count` vectors: vector k is `values[start + k·stride .. + size)`. Four of them and two rows of
   * the matrix go together, so that each number fetched from memory is used several times.
   */
  add(values: Float32Array, start: number, stride: number, count: number): void {
    const inFours = count - (count % 4);
    for (let k = 0; k < inFours; k += 4) this.#addFour(values, start + k * stride, stride);
    for (let k = inFours; k < count; k++) this.#addOne(values, start + k * stride);
    this.#count += count;
  }

  #addFour(x: Float32Array, x0: number, stride: number): void {
    const sums = this.#sums;
    const size = this.size;
    const x1 = x0 + stride;
    const x2 = x1 + stride;
    const x3 = x2 + stride;
    for (let i = 0; i < size; i += 2) {
      // The last row of an odd matrix goes together with itself, times zero.
      const odd = i + 1 === size;
      const next = odd ? 0 : 1;
      const a0 = x[x0 + i];
      const a1 = x[x1 + i];
      const a2 = x[x2 + i];
      const a3 = x[x3 + i];
      const b0 = odd ? 0 : x[x0 + i + 1];
      const b1 = odd ? 0 : x[x1 + i + 1];
      const b2 = odd ? 0 : x[x2 + i + 1];
      const b3 = odd ? 0 : x[x3 + i + 1];
      const a = i * size;
      const b = a + next * size;
      for (let j = i; j < size; j++) {
        const c0 = x[x0 + j];
        const c1 = x[x1 + j];
        const c2 = x[x2 + j];
        const c3 = x[x3 + j];
        sums[a + j] += a0 * c0 + a1 * c1 + a2 * c2 + a3 * c3;
        sums[b + j] += b0 * c0 + b1 * c1 + b2 * c2 + b3 * c3;
      }
    }
  }

  #addOne(x: Float32Array, at: number): void {
    const sums = this.#sums;
    const size = this.size;
    for (let i = 0; i < size; i++) {
      const a = x[at + i];
      for (let j = i; j < size; j++) sums[i * size + j] += a * x[at + j];
    }
  }

  /** Sum of the diagonal: that of all squared elements seen. */
  trace(): number {
    let sum = 0;
    for (let i = 0; i < this.size; i++) sum += this.#sums[i * this.size + i];
    return sum;
  }

  /** The sums of everything seen so far, full and symmetric, row-major `[size, size]`: a view, valid until more is added. */
  symmetric(): Float64Array {
    const sums = this.#sums;
    for (let i = 1; i < this.size; i++) {
      for (let j = 0; j < i; j++) sums[i * this.size + j] = sums[j * this.size + i];
    }
    return sums;
  }
}
