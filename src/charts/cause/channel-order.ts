import type { ChannelLevels } from "#numerics/weights/channel-levels.ts";

/** More columns than this would be thinner than the eye can tell apart. */
const MOST_COLUMNS = 128;

/** Largest magnitude of a channel's weights. */
export const reachOf = ({ min, max }: Pick<ChannelLevels, "min" | "max">, channel: number): number =>
  Math.max(-min[channel], max[channel], 0);

/**
 * The channels that are drawn, the widest first: all, or 128 of them evenly spread from the widest to the narrowest,
 * both included. Channels of the same reach keep their order.
 */
export function drawnChannels(levels: Pick<ChannelLevels, "min" | "max">): number[] {
  const all = Array.from(levels.min, (_, channel) => channel).sort(
    (a, b) => reachOf(levels, b) - reachOf(levels, a) || a - b,
  );
  if (all.length <= MOST_COLUMNS) return all;
  const step = (all.length - 1) / (MOST_COLUMNS - 1);
  return Array.from({ length: MOST_COLUMNS }, (_, i) => all[Math.round(i * step)]);
}
