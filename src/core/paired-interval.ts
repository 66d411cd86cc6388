/** How many of the same `total` items a second variant gets wrong that the first has right, and the other way round. */
export interface PairedOutcome {
  lost: number;
  gained: number;
  total: number;
}

/** Half the width of the float64 numbers near 1: bisection has nothing left to halve. */
const BISECTIONS = 52;

/**
 * Tango's score interval for the difference of two proportions on the same items, `(gained − lost) / total`: all
 * differences Δ that the score test does not refuse, −1..1. It keeps its level with few discordant items and at the
 * ends, where the plain normal interval shrinks to a point, and it excludes 0 just where McNemar's test without
 * continuity correction does. `z` is the normal quantile, 1.96 for 95 %. Nothing out of nothing gives [−1, 1].
 *
 * Source: T. Tango, Statistics in Medicine 17, 1998, equations 13 and 14; recommended by M. W. Fagerland,
 * S. Lydersen and P. Laake, Statistics in Medicine 33, 2014.
 */
export function pairedDifferenceInterval(outcome: PairedOutcome, z = 1.96): { low: number; high: number } {
  const { lost, gained, total } = outcome;
  if (total === 0) return { low: -1, high: 1 };
  const difference = (gained - lost) / total;
  return {
    low: crossing(outcome, z, -1, difference),
    high: crossing(outcome, -z, difference, 1),
  };
}

/** Where the score statistic, which falls with Δ, passes `level` between two differences. */
function crossing(outcome: PairedOutcome, level: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (score(outcome, middle) > level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Standardised distance of what was seen from a difference Δ; the probability of a loss is estimated under Δ. */
function score({ lost, gained, total }: PairedOutcome, delta: number): number {
  const distance = gained - lost - total * delta;
  const b = -gained - lost + (2 * total - gained + lost) * delta;
  const c = -lost * delta * (1 - delta);
  const loss = (Math.sqrt(Math.max(0, b * b - 8 * total * c)) - b) / (4 * total);
  const variance = total * (2 * loss + delta * (1 - delta));
  return distance === 0 ? 0 : distance / Math.sqrt(Math.max(variance, Number.MIN_VALUE));
}
