/**
 * The cost of clipping to [low, high]; +Infinity where that range is not possible. What it is exactly does not matter
 * from `limit` on: a function that can tell so early may then return any number that is no smaller.
 */
export type RangeCost = (low: number, high: number, limit: number) => number;

/**
 * What is tried of each end of a range, as a share of its limit: `coarse + 1` ratios from 1 down to `floor`
 * in equal factors, then `fine` more, spread evenly up to the neighbours of the best of them.
 */
export interface SearchGrid {
  floor: number;
  coarse: number;
  fine: number;
  /** How often the two ends of an asymmetric range are refined in turn at most. */
  rounds: number;
}

/** For activations: to about 3 % of the threshold (a 24th of an octave), down to 1/256 of the extremes. */
export const ACTIVATION_SEARCH: SearchGrid = { floor: 1 / 256, coarse: 32, fine: 10, rounds: 2 };

/**
 * The range within [−limit, limit] and about zero whose cost is smallest among those tried. Among equals the
 * widest wins.
 */
export function searchSymmetric(limit: number, cost: RangeCost, grid: SearchGrid): number {
  return limit * bestRatio((ratio, least) => cost(-limit * ratio, limit * ratio, least), grid);
}

/**
 * The range within [low, high] (low ≤ 0 ≤ high) whose cost is smallest: both ends shrunk together first,
 * then each in turn with the other held, until that no longer helps. Finds a minimum of that descent, which
 * need not be the global one.
 */
export function searchAsymmetric(
  low: number,
  high: number,
  cost: RangeCost,
  grid: SearchGrid,
): { low: number; high: number } {
  const both = bestRatio((ratio, least) => cost(low * ratio, high * ratio, least), grid);
  if (low === 0 || high === 0) return { low: low * both, high: high * both };
  let lowRatio = both;
  let highRatio = both;
  for (let round = 0; round < grid.rounds; round++) {
    const heldHigh = highRatio;
    highRatio = bestRatio((ratio, least) => cost(low * lowRatio, high * ratio, least), grid);
    if (round > 0 && highRatio === heldHigh) break;
    const heldLow = lowRatio;
    lowRatio = bestRatio((ratio, least) => cost(low * ratio, high * highRatio, least), grid);
    if (lowRatio === heldLow) break;
  }
  return { low: low * lowRatio, high: high * highRatio };
}

/**
 * The ratio of `grid` whose cost is smallest; among equals the largest.
 */
function bestRatio(
  cost: (ratio: number, least: number) => number,
  { floor, coarse, fine }: SearchGrid,
): number {
  let best = 1;
  let least = cost(1, Infinity);
  const consider = (ratio: number) => {
    const price = cost(ratio, least);
    if (price >= least) return;
    least = price;
    best = ratio;
  };
  for (let i = 1; i <= coarse; i++) consider(floor ** (i / coarse));
  const middle = best;
  const reach = fine / 2;
  for (let i = -reach; i <= reach; i++) {
    const ratio = middle * floor ** (i / (reach + 1) / coarse);
    if (i !== 0 && ratio < 1) consider(ratio);
  }
  return best;
}
