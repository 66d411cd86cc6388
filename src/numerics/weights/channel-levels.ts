import { forEachStretch, scaleLayout } from "./scale-layout.ts";
import type { QuantizedTensor } from "./weights.ts";

/** Which integer levels the weights of some output channels use. */
export interface ChannelLevels {
  /** The lowest integer level of the grid. */
  lowest: number;
  /** Integer levels of the grid: 2^bits, one less of a symmetric grid. */
  levelCount: number;
  /** Weights of each channel at each level, `[channels, levelCount]`, lowest level first. */
  counts: Uint32Array;
  /** Levels that at least one weight of the channel uses, by channel; never more than the channel has weights. */
  used: Uint16Array;
}

/** The integer levels beside what the channels' weights, and what their scales, reach. */
export interface LayerGridUse extends ChannelLevels {
  /** Largest magnitude of each channel's weights, as the setting has them: equalization changes it. */
  reach: Float32Array;
  /** Largest magnitude that a level of each channel stands for, of the widest of its groups. */
  gridReach: Float32Array;
}

/**
 * The integer levels that the weights of some output channels use: a scale that is far wider than a channel leaves it a
 * handful. With groups the levels of a channel are counted over all of its groups, each on its own scale.
 *
 * @param shape of the tensor, row-major
 * @param channelAxis axis of the output channels, also where one scale holds them all
 * @param channels those that are counted, each once, in the order of the result
 */
export function channelLevels(
  { codes, qmin, qmax }: Pick<QuantizedTensor, "codes" | "qmin" | "qmax">,
  shape: readonly number[],
  channelAxis: number,
  channels: ArrayLike<number>,
): ChannelLevels {
  const levelCount = qmax - qmin + 1;
  const counts = new Uint32Array(channels.length * levelCount);
  // The row of a channel in `counts`; −1 for one that is not counted.
  const rows = new Int32Array(shape[channelAxis]).fill(-1);
  for (let i = 0; i < channels.length; i++) rows[channels[i]] = i;
  forEachStretch(scaleLayout(shape, channelAxis, { kind: "channel" }), (first, start, end, step) => {
    if (step === 0) {
      if (rows[first] < 0) return;
      const row = rows[first] * levelCount - qmin;
      for (let i = start; i < end; i++) counts[row + codes[i]]++;
      return;
    }
    for (let i = start, channel = first; i < end; i++, channel += step) {
      if (rows[channel] >= 0) counts[rows[channel] * levelCount - qmin + codes[i]]++;
    }
  });
  const used = new Uint16Array(channels.length);
  for (let i = 0; i < counts.length; i++) if (counts[i] > 0) used[Math.floor(i / levelCount)]++;
  return { lowest: qmin, levelCount, counts, used };
}

/**
 * The channels of the largest reach first, equal ones in their order: all, or `most` of them evenly spread from the
 * first to the last, both included.
 *
 * @param reach largest magnitude of each channel's weights
 * @param most 2 or more
 */
export function widestChannels(reach: Float32Array, most: number): Uint32Array {
  const all = Uint32Array.from(reach, (_, channel) => channel).sort((a, b) => reach[b] - reach[a] || a - b);
  if (all.length <= most) return all;
  const step = (all.length - 1) / (most - 1);
  return Uint32Array.from({ length: most }, (_, i) => all[Math.round(i * step)]);
}
