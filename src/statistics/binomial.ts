/** `log n!` less Stirling's formula `log(√(2πn)·(n/e)ⁿ)`, n ≥ 1: exact factorials first, then Stirling's series. */
function stirlingError(n: number): number {
  if (n < 16) {
    let factorial = 1;
    for (let k = 2; k <= n; k++) factorial *= k;
    return Math.log(factorial) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  }
  const n2 = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * n2)) / n2) / n2) / n2) / n;
}

/** `x·log(x/m) + m − x` without cancelling where x is near m; both above 0. */
function deviance(x: number, m: number): number {
  const d = x - m;
  if (Math.abs(d) >= 0.1 * (x + m)) return x * Math.log(x / m) - d;
  const v = d / (x + m);
  let sum = d * v;
  let power = 2 * x * v;
  for (let k = 3; ; k += 2) {
    power *= v * v;
    const next = sum + power / k;
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * Probability of exactly `successes` in `trials`, each of probability `p` (0..1), to some 14 digits for any count;
 * 0 for counts below 0 or above `trials`.
 *
 * Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000.
 */
export function binomialProbability(successes: number, trials: number, p: number): number {
  if (successes < 0 || successes > trials) return 0;
  if (p <= 0 || p >= 1) return successes === (p <= 0 ? 0 : trials) ? 1 : 0;
  if (successes === 0) return Math.exp(trials * Math.log1p(-p));
  if (successes === trials) return Math.exp(trials * Math.log(p));
  const failures = trials - successes;
  const log =
    stirlingError(trials) -
    stirlingError(successes) -
    stirlingError(failures) -
    deviance(successes, trials * p) -
    deviance(failures, trials * (1 - p));
  return Math.exp(log) * Math.sqrt(trials / (2 * Math.PI * successes * failures));
}

/** Probability of `successes` or more in `trials`, each of probability `p` (0..1): terms summed by their ratio. */
export function binomialTail(successes: number, trials: number, p: number): number {
  if (successes <= 0) return 1;
  if (successes > trials || p <= 0) return 0;
  if (p >= 1) return 1;
  // Below the mean the other tail is the shorter sum.
  if (successes <= trials * p) return 1 - binomialTail(trials - successes + 1, trials, 1 - p);
  const odds = p / (1 - p);
  let term = binomialProbability(successes, trials, p);
  let sum = term;
  for (let k = successes; k < trials; k++) {
    term *= ((trials - k) / (k + 1)) * odds;
    sum += term;
    if (term <= sum * 1e-17) break;
  }
  return Math.min(1, sum);
}
