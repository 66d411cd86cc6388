import { binomialProbability, binomialTail } from "./binomial.ts";
import { mcnemarPValue, requireCount, SIGNIFICANCE } from "./mcnemar.ts";

/** Of the same `total` items: how many only the first variant classifies correctly, and how many only the second. */
export interface PairedOutcome {
  lost: number;
  gained: number;
  total: number;
}

/**
 * The 95 % interval for the difference of two proportions on the same items, `(gained − lost) / total`, −1..1, that
 * belongs to McNemar's mid-p test: it excludes 0 just where that test's p is below 0.05.
 *
 * The difference is θ·(2π − 1): θ is the share of discordant items, π that of gained ones among them. Each has a
 * confidence distribution: π by the mid-p of its binomial test, θ by Clopper and Pearson's, on the side that makes the
 * interval wider. The limits are the 2.5 % points of the product, whose sign is that of 2π − 1 and so decided by π, and
 * by the test, alone. It keeps its level with few discordant items, and a width without any. Nothing out of nothing
 * gives [−1, 1]. Right to some 1e-7.
 *
 * Source: M. P. Fay and K. Lumbard, "Confidence intervals for difference in proportions for matched pairs compatible
 * with exact McNemar's or sign tests", Statistics in Medicine 40, 2021; here with the mid-p in place of the exact p.
 *
 * @throws RangeError unless all three are whole numbers of 0 or more, and `lost + gained` at most `total`
 */
export function pairedDifferenceInterval({ lost, gained, total }: PairedOutcome): {
  low: number;
  high: number;
} {
  requireCount("lost", lost);
  requireCount("gained", gained);
  requireCount("total", total);
  if (lost + gained > total) throw new RangeError(`${lost} lost and ${gained} gained of ${total} items`);
  if (total === 0) return { low: -1, high: 1 };
  return { low: lowerLimit(gained, lost, total), high: -lowerLimit(lost, gained, total) };
}

function lowerLimit(up: number, down: number, total: number): number {
  const discordant = up + down;
  if (up > down && mcnemarPValue(down, up) < SIGNIFICANCE) {
    const isAbove = productTail(up, discordant, (share) => densityBelow(discordant, total, share), total);
    return crossing((d) => isAbove(d) - (1 - SIGNIFICANCE / 2), (up - down) / total);
  }
  if (discordant === total) {
    // θ is 1 for certain.
    return -crossing((d) => smallerShare(down, discordant, (1 + d) / 2) - SIGNIFICANCE / 2, 1);
  }
  const isBelow = productTail(down, discordant, (share) => densityAbove(discordant, total, share), total);
  return -crossing((d) => isBelow(d) - SIGNIFICANCE / 2, 1);
}

/** P(π > t) by the mid-p confidence distribution of π, after `up` of `discordant`. */
const smallerShare = (up: number, discordant: number, t: number): number =>
  1 - binomialTail(up, discordant, t) + binomialProbability(up, discordant, t) / 2;

/** Density of Clopper and Pearson's lower and upper confidence distribution of θ, Beta(m, n − m + 1) and Beta(m + 1, n − m). */
const densityBelow = (discordant: number, total: number, share: number): number =>
  (discordant / share) * binomialProbability(discordant, total, share);
const densityAbove = (discordant: number, total: number, share: number): number =>
  ((total - discordant) / (1 - share)) * binomialProbability(discordant, total, share);

/** Points and weights of Gauss and Legendre's rule of 8 on −1..1, the positive half. */
const POINTS = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];
const PARTS = 6;

/** P(θ·(2π − 1) > d) for d in 0..1, integrated over the likely θ. */
function productTail(
  up: number,
  discordant: number,
  density: (share: number) => number,
  total: number,
): (d: number) => number {
  const mean = (discordant + 0.5) / (total + 1);
  const deviation = Math.sqrt((mean * (1 - mean)) / (total + 2));
  // Less than 1e-12 lies beyond these limits: the tails of a normal, or e^(−n·θ) with few items.
  const reach = 8 * deviation + 30 / (total + 1);
  return (d) => {
    const [from, to] = [Math.max(d, mean - reach), Math.min(1, mean + reach)];
    if (from >= to) return 0;
    const half = (to - from) / (2 * PARTS);
    let sum = 0;
    for (let part = 0; part < PARTS; part++) {
      const middle = from + (2 * part + 1) * half;
      for (let i = 0; i < POINTS.length; i++) {
        for (const share of [middle - half * POINTS[i], middle + half * POINTS[i]])
          sum += WEIGHTS[i] * density(share) * smallerShare(up, discordant, (1 + d / share) / 2);
      }
    }
    return sum * half;
  };
}

/** Where a falling function passes 0 within 0..`end`, by the false position of Illinois; `end` where it stays above. */
function crossing(f: (x: number) => number, end: number): number {
  let [low, high] = [0, end];
  let [above, below] = [f(low), f(high)];
  if (below >= 0) return end;
  if (above <= 0) return 0;
  let side = 0;
  for (let i = 0; i < 100 && high - low > 1e-10; i++) {
    const middle = (low * below - high * above) / (below - above);
    const value = f(middle);
    if (value === 0) return middle;
    if (value > 0) {
      [low, above] = [middle, value];
      if (side === 1) below /= 2;
      side = 1;
    } else {
      [high, below] = [middle, value];
      if (side === -1) above /= 2;
      side = -1;
    }
  }
  return high;
}
