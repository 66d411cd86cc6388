/** Ratios tried first, 1 down to 1/256 in steps of a quarter of an octave. */
const COARSE = Array.from({ length: 33 }, (_, i) => 2 ** (-i / 4));
/** Factors tried about the best coarse one, a quarter of an octave to either side in six steps. */
const FINE = Array.from({ length: 13 }, (_, i) => 2 ** ((6 - i) / 24));
/** How often the two ends of a range are refined in turn. */
const ROUNDS = 2;

/** The cost of clipping to [low, high]; +Infinity where that range is not possible. */
export type RangeCost = (low: number, high: number) => number;

/**
 * The range within [−limit, limit] and about zero whose cost is smallest, to about 3 % of the threshold.
 * Among equals the widest wins.
 */
export function searchSymmetric(limit: number, cost: RangeCost): number {
  const along = (ratio: number) => cost(-limit * ratio, limit * ratio);
  return limit * bestRatio(along);
}

/**
 * The range within [low, high] (low ≤ 0 ≤ high) whose cost is smallest: both ends shrunk together first,
 * then each in turn with the other held. Finds a minimum of that descent, which need not be the global one.
 */
export function searchAsymmetric(low: number, high: number, cost: RangeCost): { low: number; high: number } {
  const start = bestRatio((ratio) => cost(low * ratio, high * ratio));
  let lowRatio = start;
  let highRatio = start;
  for (let round = 0; round < ROUNDS; round++) {
    if (high > 0) highRatio = bestRatio((ratio) => cost(low * lowRatio, high * ratio));
    if (low < 0) lowRatio = bestRatio((ratio) => cost(low * ratio, high * highRatio));
  }
  return { low: low * lowRatio, high: high * highRatio };
}

function bestRatio(cost: (ratio: number) => number): number {
  const coarse = cheapest(COARSE, cost);
  return cheapest(
    FINE.map((factor) => Math.min(1, factor * coarse)),
    cost,
  );
}

/** The first of the candidates with the smallest cost. */
function cheapest(candidates: readonly number[], cost: (ratio: number) => number): number {
  let best = candidates[0];
  let least = Infinity;
  for (const candidate of candidates) {
    const price = cost(candidate);
    if (price < least) {
      least = price;
      best = candidate;
    }
  }
  return best;
}
