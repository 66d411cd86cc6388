import type { Gram } from "./gram.ts";

/** Part of the mean diagonal that is added to the diagonal, against fitting the calibration set too closely. */
const DAMPING = 0.01;

/** `eᵀ·Σxxᵀ·e` of a row's errors e, that is the summed squared change of its output. */
export interface RoundingGain {
  before: number;
  after: number;
}

/**
 * The quadratic form `eᵀHe` of a row's errors e while its weights are rounded one way and the other. H is
 * `Σxxᵀ` with 1 % of its mean diagonal added to the diagonal.
 */
export class RoundingForm {
  /** `H·e`. */
  readonly gradient: Float64Array;
  /** What a flip adds to a weight's error; 0 where the weight cannot move. */
  readonly step: Float64Array;
  /** What a flip adds to the form by itself: its step squared times the diagonal. */
  readonly own: Float64Array;
  readonly #sums: Float64Array;
  readonly #damping: number;
  readonly #startError: Float64Array;
  readonly #startGradient: Float64Array;
  #startValue = 0;
  #heaviest = 0;
  #error: Float64Array = new Float64Array();
  #other: Float64Array = new Float64Array();

  /** Nothing may be added to `gram` from here on. */
  constructor(gram: Gram) {
    const { size } = gram;
    this.#sums = gram.symmetric();
    this.#damping = (DAMPING * gram.trace()) / size;
    this.gradient = new Float64Array(size);
    this.step = new Float64Array(size);
    this.own = new Float64Array(size);
    this.#startError = new Float64Array(size);
    this.#startGradient = new Float64Array(size);
  }

  /** The form at the start. */
  get startValue(): number {
    return this.#startValue;
  }

  /** The largest of `own`. */
  get heaviest(): number {
    return this.#heaviest;
  }

  /** Begins with a row; the arrays are those of `RoundingSearch.improve`, and are changed by every flip. */
  begin(error: Float64Array, other: Float64Array): void {
    const size = error.length;
    const sums = this.#sums;
    this.#error = error;
    this.#other = other;
    this.#startValue = 0;
    this.#heaviest = 0;
    for (let i = 0; i < size; i++) {
      let sum = this.#damping * error[i];
      for (let j = 0, at = i * size; j < size; j++, at++) sum += sums[at] * error[j];
      this.gradient[i] = sum;
      this.#startValue += sum * error[i];
      const step = other[i] - error[i];
      const own = step ** 2 * (sums[i * size + i] + this.#damping);
      this.step[i] = step;
      this.own[i] = own;
      this.#heaviest = Math.max(this.#heaviest, own);
    }
    this.#startError.set(error);
    this.#startGradient.set(this.gradient);
  }

  /** Rounds one weight the other way; what that adds to the form. */
  flip(i: number): number {
    const sums = this.#sums;
    const gradient = this.gradient;
    const size = gradient.length;
    const by = this.step[i];
    const change = 2 * by * gradient[i] + this.own[i];
    this.takeBack(i);
    this.step[i] = -by;
    for (let j = 0, at = i * size; j < size; j++, at++) gradient[j] += by * sums[at];
    gradient[i] += by * this.#damping;
    return change;
  }

  /**
   * Rounds one weight the other way at the end, when the gradient is of no more use. Errors change places: adding a
   * step and taking it away again would not be exact.
   */
  takeBack(i: number): void {
    const error = this.#error[i];
    this.#error[i] = this.#other[i];
    this.#other[i] = error;
  }

  /** What all flips together did, free of the rounding errors of a long search; takes them back if it is nothing good. */
  finish(): RoundingGain {
    const before = this.#startValue - this.#damping * squares(this.#startError);
    const change = this.#changeSinceStart();
    const after = this.#startValue + change - this.#damping * squares(this.#error);
    return { before: Math.max(before, 0), after: Math.max(after, 0) };
  }

  #changeSinceStart(): number {
    const error = this.#error;
    const start = this.#startError;
    const size = start.length;
    const moved: number[] = [];
    for (let i = 0; i < size; i++) if (error[i] !== start[i]) moved.push(i);
    let change = 0;
    for (const i of moved) {
      const by = error[i] - start[i];
      let sum = 2 * this.#startGradient[i] + this.#damping * by;
      for (const j of moved) sum += this.#sums[i * size + j] * (error[j] - start[j]);
      change += by * sum;
    }
    if (change <= 0) return change;
    for (const i of moved) this.takeBack(i);
    return 0;
  }
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}
