import type { Gram } from "./gram.ts";

/** Part of the mean diagonal that is added to the diagonal, against fitting the calibration set too closely. */
const DAMPING = 0.01;

/** Up to so many weights that can move, all roundings are tried. */
const MAX_EXHAUSTIVE = 12;

/** Flips without a new best after which the search ends: a quarter of the weights, and no less than this. */
const MIN_PATIENCE = 100;

/** Flips for which a weight may not be flipped back. */
const TENURE = 10;

/** Flips per weight after which the search ends in any case. */
const MAX_FLIPS_PER_WEIGHT = 20;

/** What counts as better, relative to the best so far and to what the heaviest weight adds: less may be float64 rounding. */
const PROGRESS = 1e-9;

/** `eᵀ·Σxxᵀ·e` of a row's errors e, that is the summed squared change of its output. */
export interface SearchResult {
  before: number;
  after: number;
}

/**
 * Rounds the weights of a row up or down so that the row's output changes least: minimises `eᵀHe` over the
 * errors e, each of which may take two values. This is AdaRound's problem for one layer without its
 * activation function (Nagel et al. 2020, "Up or Down? Adaptive Rounding for Post-Training Quantization",
 * equation 13), a quadratic problem in binary variables. Of up to 12 weights (a depthwise kernel) all
 * roundings are tried. More are searched by one-flip tabu search (Glover, Kochenberger, Alidaee 1998,
 * "Adaptive Memory Tabu Search for Binary Quadratic Programs"): the flip that lowers the form most, or
 * raises it least, is made, and not undone for some flips; the best point met is kept. The result is never
 * worse than the start, no single flip betters it, and it is the same on every machine. H is damped: 1 % of its
 * mean diagonal is added to the diagonal.
 */
export class RoundingSearch {
  readonly #sums: Float64Array;
  readonly #damping: number;
  /** `(Σxxᵀ + damping)·e`. */
  readonly #gradient: Float64Array;
  /** What a flip adds to a weight's error; 0 where it cannot move. */
  readonly #step: Float64Array;
  /** What a flip adds by itself: its step squared times the damped diagonal. */
  readonly #own: Float64Array;
  readonly #startError: Float64Array;
  readonly #startGradient: Float64Array;
  /** The largest of `#own`. */
  #heaviest = 0;
  /** Number of the flip before which a weight may not move. */
  readonly #tabuUntil: Float64Array;

  /** Nothing may be added to `gram` from here on. */
  constructor(gram: Gram) {
    const { size } = gram;
    this.#sums = gram.symmetric();
    this.#damping = (DAMPING * gram.trace()) / size;
    this.#gradient = new Float64Array(size);
    this.#step = new Float64Array(size);
    this.#own = new Float64Array(size);
    this.#startError = new Float64Array(size);
    this.#startGradient = new Float64Array(size);
    this.#tabuUntil = new Float64Array(size);
  }

  /**
   * @param error of each weight, quantized minus real; the best ones found on return
   * @param other what the errors would be with the other neighbour, the same where there is none; on return
   *   it has changed places with `error` where the weight was rounded the other way
   */
  improve(error: Float64Array, other: Float64Array): SearchResult {
    const damped = this.#begin(error, other);
    const free: number[] = [];
    for (let i = 0; i < error.length && free.length <= MAX_EXHAUSTIVE; i++) {
      if (this.#step[i] !== 0) free.push(i);
    }
    const before = damped - this.#damping * squares(error);
    if (free.length <= MAX_EXHAUSTIVE) this.#tryAll(damped, error, other, free);
    else this.#wander(damped, error, other);
    const change = this.#changeSinceStart(error, other);
    const after = damped + change - this.#damping * squares(error);
    return { before: Math.max(before, 0), after: Math.max(after, 0) };
  }

  /** Walks through all roundings, each one flip from the last (a Gray code), and returns to the best. */
  #tryAll(start: number, error: Float64Array, other: Float64Array, free: readonly number[]): void {
    let value = start;
    let best = start;
    let bestFlips = 0;
    let flips = 0;
    const flip = (k: number) => {
      flips ^= 1 << k;
      return this.#flip(free[k], error, other);
    };
    for (let count = 1; count < 1 << free.length; count++) {
      value += flip(31 - Math.clz32(count & -count));
      if (value < this.#enough(best)) {
        best = value;
        bestFlips = flips;
      }
    }
    const toUndo = flips ^ bestFlips;
    for (let k = 0; k < free.length; k++) if ((toUndo >> k) & 1) swap(error, other, free[k]);
  }

  #wander(start: number, error: Float64Array, other: Float64Array): void {
    let value = start;
    let best = start;
    /** Flips since the best point, to be taken back at the end. */
    const trail: number[] = [];
    const size = error.length;
    const patience = Math.max(MIN_PATIENCE, size / 4);
    const step = this.#step;
    const own = this.#own;
    const gradient = this.#gradient;
    const tabuUntil = this.#tabuUntil;
    const maxFlips = MAX_FLIPS_PER_WEIGHT * Math.max(MIN_PATIENCE, size);
    for (let flips = 0; flips < maxFlips && trail.length < patience && best > 0; flips++) {
      let chosen = -1;
      let change = Infinity;
      const wanted = this.#enough(best) - value;
      for (let i = 0; i < size; i++) {
        const candidate = 2 * step[i] * gradient[i] + own[i];
        if (candidate < change && (tabuUntil[i] <= flips || candidate < wanted)) {
          change = candidate;
          chosen = i;
        }
      }
      if (chosen < 0) break;
      value += this.#flip(chosen, error, other);
      tabuUntil[chosen] = flips + 1 + TENURE;
      if (change < wanted) {
        best = value;
        trail.length = 0;
      } else trail.push(chosen);
    }
    for (const i of trail) swap(error, other, i);
  }

  /** Below which a value of the form is better than the best. */
  #enough(best: number): number {
    return best - PROGRESS * Math.max(best, this.#heaviest);
  }

  /** Sets up the state; returns the damped form. */
  #begin(error: Float64Array, other: Float64Array): number {
    const size = error.length;
    const sums = this.#sums;
    let damped = 0;
    this.#heaviest = 0;
    for (let i = 0; i < size; i++) {
      let sum = this.#damping * error[i];
      for (let j = 0, at = i * size; j < size; j++, at++) sum += sums[at] * error[j];
      this.#gradient[i] = sum;
      damped += sum * error[i];
      const step = other[i] - error[i];
      const own = step ** 2 * (sums[i * size + i] + this.#damping);
      this.#step[i] = step;
      this.#own[i] = own;
      this.#heaviest = Math.max(this.#heaviest, own);
      this.#tabuUntil[i] = step === 0 ? Infinity : 0;
    }
    this.#startError.set(error);
    this.#startGradient.set(this.#gradient);
    return damped;
  }

  /**
   * What the flips made since the start, taken together, add to the damped form, free of the rounding errors
   * of a long search. Takes them back if that should be more than nothing.
   */
  #changeSinceStart(error: Float64Array, other: Float64Array): number {
    const start = this.#startError;
    const moved: number[] = [];
    for (let i = 0; i < start.length; i++) if (error[i] !== start[i]) moved.push(i);
    let change = 0;
    for (const i of moved) {
      const by = error[i] - start[i];
      let sum = 2 * this.#startGradient[i] + this.#damping * by;
      for (const j of moved) sum += this.#sums[i * start.length + j] * (error[j] - start[j]);
      change += by * sum;
    }
    if (change <= 0) return change;
    for (const i of moved) swap(error, other, i);
    return 0;
  }

  /** Rounds one weight the other way; what that adds to the damped form. */
  #flip(i: number, error: Float64Array, other: Float64Array): number {
    const sums = this.#sums;
    const gradient = this.#gradient;
    const size = gradient.length;
    const by = this.#step[i];
    const change = 2 * by * gradient[i] + this.#own[i];
    swap(error, other, i);
    this.#step[i] = -by;
    for (let j = 0, at = i * size; j < size; j++, at++) gradient[j] += by * sums[at];
    gradient[i] += by * this.#damping;
    return change;
  }
}

/** Exact, however often it happens: adding a step and taking it away again would not be. */
function swap(a: Float64Array, b: Float64Array, i: number): void {
  const value = a[i];
  a[i] = b[i];
  b[i] = value;
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}
