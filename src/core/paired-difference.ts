/**
 * How much less often the second of two variants is right than the first, judged on the same `total` items, as a
 * share −1..1, and Bonett and Price's interval for it, which holds its promise for few items, too: one is added to
 * both discordant counts, two to the total, and Wald's interval taken about what that gives. `z` is the normal
 * quantile, 1.96 for 95 %. Clamped to −1..1; nothing at all gives [−1, 1].
 *
 * @param lost items right in the first variant only, 0 or more
 * @param gained items right in the second variant only, 0 or more
 * @param total all items that both were judged on
 *
 * Source: D. G. Bonett and R. M. Price, Journal of Educational and Behavioral Statistics 37(4), 2012, adjusted Wald.
 */
export function pairedDrop(
  lost: number,
  gained: number,
  total: number,
  z = 1.96,
): { drop: number; low: number; high: number } {
  if (total === 0) return { drop: 0, low: -1, high: 1 };
  const first = (lost + 1) / (total + 2);
  const second = (gained + 1) / (total + 2);
  const centre = first - second;
  const half = z * Math.sqrt((first + second - centre * centre) / (total + 2));
  return {
    drop: (lost - gained) / total,
    low: Math.max(-1, centre - half),
    high: Math.min(1, centre + half),
  };
}
