import type { Gram } from "./gram.ts";
import { RoundingForm, type RoundingGain } from "./rounding-form.ts";

/** Up to so many weights that can move, all roundings are tried. */
const MAX_EXHAUSTIVE = 12;

/** Flips without a new best after which the search ends: a quarter of the weights, and no less than this. */
const MIN_PATIENCE = 100;

/** Flips for which a weight may not be flipped back. */
const TENURE = 10;

/** Flips per weight after which the search ends in any case. */
const MAX_FLIPS_PER_WEIGHT = 20;

/** What counts as better, relative to the best so far and to the heaviest single flip: less may be float64 rounding. */
const PROGRESS = 1e-9;

/**
 * Rounds the weights of a row up or down so that the row's output changes least: minimises `eᵀHe` over the
 * errors e, each of which may take two values. This is AdaRound's problem for one layer without its
 * activation function (Nagel et al. 2020, "Up or Down? Adaptive Rounding for Post-Training Quantization",
 * equation 13), a quadratic problem in binary variables. Of up to 12 weights (a depthwise kernel) all
 * roundings are tried. More are searched by one-flip tabu search (Glover, Kochenberger, Alidaee 1998,
 * "Adaptive Memory Tabu Search for Binary Quadratic Programs"): the flip that lowers the form most, or
 * raises it least, is made, and not undone for ten flips; the best point met is kept. The result is never
 * worse than the start, and the same on every machine.
 */
export class RoundingSearch {
  readonly #form: RoundingForm;
  /** Number of the flip before which a weight may not move. */
  readonly #tabuUntil: Float64Array;

  /** Nothing may be added to `gram` from here on. */
  constructor(gram: Gram) {
    this.#form = new RoundingForm(gram);
    this.#tabuUntil = new Float64Array(gram.size);
  }

  /**
   * @param error of each weight, quantized minus real; the best ones found on return
   * @param other what the errors would be with the other neighbour, the same where there is none; on return
   *   it has changed places with `error` where the weight was rounded the other way
   */
  improve(error: Float64Array, other: Float64Array): RoundingGain {
    const { step } = this.#form;
    this.#form.begin(error, other);
    const free: number[] = [];
    for (let i = 0; i < step.length && free.length <= MAX_EXHAUSTIVE; i++) if (step[i] !== 0) free.push(i);
    if (free.length <= MAX_EXHAUSTIVE) this.#tryAll(free);
    else this.#wander();
    return this.#form.finish();
  }

  /** Walks through all roundings, each one flip from the last (a Gray code), and returns to the best. */
  #tryAll(free: readonly number[]): void {
    const form = this.#form;
    let value = form.startValue;
    let best = value;
    let bestFlips = 0;
    let flips = 0;
    for (let count = 1; count < 1 << free.length; count++) {
      const k = 31 - Math.clz32(count & -count);
      value += form.flip(free[k]);
      flips ^= 1 << k;
      if (value < this.#enough(best)) {
        best = value;
        bestFlips = flips;
      }
    }
    const surplus = flips ^ bestFlips;
    for (let k = 0; k < free.length; k++) if ((surplus >> k) & 1) form.takeBack(free[k]);
  }

  #wander(): void {
    const form = this.#form;
    const { step, own, gradient } = form;
    const tabuUntil = this.#tabuUntil;
    const size = step.length;
    const patience = Math.max(MIN_PATIENCE, size / 4);
    const maxFlips = MAX_FLIPS_PER_WEIGHT * Math.max(MIN_PATIENCE, size);
    let value = form.startValue;
    let best = value;
    /** Flips since the best point, to be taken back at the end. */
    const trail: number[] = [];
    for (let i = 0; i < size; i++) tabuUntil[i] = step[i] === 0 ? Infinity : 0;
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
      value += form.flip(chosen);
      tabuUntil[chosen] = flips + 1 + TENURE;
      if (change < wanted) {
        best = value;
        trail.length = 0;
      } else trail.push(chosen);
    }
    for (const i of trail) form.takeBack(i);
  }

  /** Below which a value of the form is better than the best. */
  #enough(best: number): number {
    return best - PROGRESS * Math.max(best, this.#form.heaviest);
  }
}
