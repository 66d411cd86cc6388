/**
 * Cosine of the angle between two signals, `Σ x·y / √(Σx² · Σy²)`, accumulated over any number of pieces in float64:
 * 1 where they differ by a positive factor only.
 */
export class CosineAccumulator {
  #product = 0;
  #first = 0;
  #second = 0;
  #count = 0;

  /** Takes in one piece of each. Throws RangeError when the lengths differ. */
  add(x: Float32Array, y: Float32Array): void {
    if (x.length !== y.length) throw new RangeError(`lengths differ: ${x.length} and ${y.length}`);
    let product = 0;
    let first = 0;
    let second = 0;
    for (let i = 0; i < x.length; i++) {
      product += x[i] * y[i];
      first += x[i] * x[i];
      second += y[i] * y[i];
    }
    this.#product += product;
    this.#first += first;
    this.#second += second;
    this.#count += x.length;
  }

  /** −1..1; 1 where both signals are zero throughout, 0 where one of them is; NaN for nothing, or if either holds one. */
  result(): number {
    if (this.#count === 0) return Number.NaN;
    if (this.#first === 0 || this.#second === 0) return this.#first === this.#second ? 1 : 0;
    const cosine = this.#product / (Math.sqrt(this.#first) * Math.sqrt(this.#second));
    return Number.isNaN(cosine) ? cosine : Math.max(-1, Math.min(1, cosine));
  }
}
