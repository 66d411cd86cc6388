/** How an accuracy compares with guessing. */
export interface ChanceVerdict {
  /** Whether guessing may well do as well: the accuracy is not told from chance. */
  nearChance: boolean;
  /** Probability that guessing gets at least `correct` right. */
  pValue: number;
  /** What guessing gets right on average, 0..1. */
  chance: number;
}

/** Guessing is not ruled out above this probability. */
const LEVEL = 0.001;
/** With fewer pictures even a sound model may look like guessing, and nothing is said. */
const FEWEST = 10;

/**
 * Whether `correct` out of `total` is what guessing gives among `classes` classes: a one-sided binomial test at the
 * level 0.001. As a good accuracy is far beyond chance, what this does not tell from guessing means that
 * preprocessing or labels are wrong, or the pictures too few; of fewer than ten pictures nothing is said, nor of one
 * class. A model that always answers one class is at chance on balanced classes, too.
 *
 * The tail Σ C(n,k) pᵏ(1−p)ⁿ⁻ᵏ over k ≥ `correct` is summed exactly, terms by their ratio, from log Γ (Lanczos' sum).
 */
export function nearChance(correct: number, total: number, classes: number): ChanceVerdict {
  const chance = 1 / Math.max(1, classes);
  const pValue = classes < 2 ? 1 : binomialTail(correct, total, chance);
  return { nearChance: classes >= 2 && total >= FEWEST && pValue > LEVEL, pValue, chance };
}

/** Probability of `successes` or more in `trials`, each of probability `p` (0 < p < 1). */
export function binomialTail(successes: number, trials: number, p: number): number {
  if (successes <= 0) return 1;
  if (successes > trials) return 0;
  // Below the mean the other tail is the shorter sum.
  if (successes <= trials * p) return 1 - binomialTail(trials - successes + 1, trials, 1 - p);
  const logTerm =
    logGamma(trials + 1) -
    logGamma(successes + 1) -
    logGamma(trials - successes + 1) +
    successes * Math.log(p) +
    (trials - successes) * Math.log1p(-p);
  let term = Math.exp(logTerm);
  let sum = term;
  for (let k = successes; k < trials; k++) {
    term *= ((trials - k) / (k + 1)) * (p / (1 - p));
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.min(1, sum);
}

/** Lanczos' coefficients for g = 7, n = 9 (Press et al., "Numerical Recipes", 6.1, give the form). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of Γ(x), x ≥ 1, to some 14 digits. */
function logGamma(x: number): number {
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
