import type { ChannelRange } from "#charts/layers/ChannelRangeChart.tsx";
import type { LayerWeights } from "#protocol/layer-explorer.ts";
import { formatSmall } from "#words/format.ts";

type Channels = Pick<
  LayerWeights,
  "channelMin" | "channelMax" | "channelGridMin" | "channelGridMax" | "scales"
>;

/** The channels as the chart takes them, as they lie in the tensor or those of the widest range first. */
export function channelRanges(weights: Channels, order: "graph" | "width"): ChannelRange[] {
  const { channelMin, channelMax, channelGridMin, channelGridMax, scales } = weights;
  const channels = Array.from(channelMin, (min, channel) => ({
    channel,
    min,
    max: channelMax[channel],
    grid:
      channel < channelGridMin.length ? { min: channelGridMin[channel], max: channelGridMax[channel] } : null,
    scale: scaleText(scales, channel, channelMin.length),
  }));
  if (order === "graph") return channels;
  return channels.toSorted((a, b) => b.max - b.min - (a.max - a.min));
}

/** The scale of a channel, or the smallest and the largest of its groups; none for weights in floating point. */
function scaleText(scales: Float32Array, channel: number, channels: number): string {
  if (scales.length === 0) return "–";
  if (scales.length < channels || scales.length === 1) return formatSmall(scales[0]);
  const groups = scales.length / channels;
  const own = scales.subarray(channel * groups, (channel + 1) * groups);
  const [low, high] = [Math.min(...own), Math.max(...own)];
  return low === high ? formatSmall(low) : `${formatSmall(low)} to ${formatSmall(high)}`;
}
