import type { Bits, Granularity } from "#numerics/grid.ts";
import { channelLevels, widestChannels } from "#numerics/weights/channel-levels.ts";
import { quantizeWeights } from "#numerics/weights/weights.ts";
import { bell, type ChartExamples } from "../fixtures/example.ts";
import { ChannelLevelsChart, type DrawnSetting } from "./ChannelLevelsChart.tsx";

const tensor = { kind: "tensor" } as const;
const channel = { kind: "channel" } as const;

/** A layer whose channels are the narrower the later they come, and what settings make of it. */
function layer(count: number, size: number, narrowing: number, settings: [Bits, Granularity][]) {
  const values = Float32Array.from(
    bell(count * size, 7),
    (value, i) => value * narrowing ** -(Math.floor(i / size) / Math.max(1, count - 1)),
  );
  const reach = Float32Array.from({ length: count }, (_, c) =>
    Math.max(...values.subarray(c * size, (c + 1) * size).map(Math.abs)),
  );
  const channels = widestChannels(reach, 128);
  const drawn = settings.map(([bits, granularity], i): DrawnSetting => {
    const quantized = quantizeWeights(values, [count, size], 0, { bits, scheme: "symmetric", granularity });
    const { scales, qmax } = quantized;
    return {
      name: i === 0 ? "A" : "B",
      label: `${bits} bits, one scale per ${granularity.kind}`,
      colour: i === 0 ? "var(--lab-quantized)" : "var(--lab-b)",
      levels: {
        ...channelLevels(quantized, [count, size], 0, channels),
        reach: Float32Array.from(channels, (c) => reach[c]),
        gridReach: Float32Array.from(channels, (c) => (scales[c] ?? scales[0]) * qmax),
      },
    };
  });
  return <ChannelLevelsChart layer="conv" total={count} channels={channels} settings={drawn} />;
}

export const examples: ChartExamples = {
  "4 bits, one scale for all beside one per channel": layer(48, 54, 300, [
    [4, tensor],
    [4, channel],
  ]),
  "8 bits beside 2, many channels": layer(400, 9, 1000, [
    [8, tensor],
    [2, channel],
  ]),
  "one setting": layer(16, 27, 20, [[3, tensor]]),
  "one channel": layer(1, 9, 1, [[4, tensor]]),
  "weights that are all zero": layer(6, 9, Infinity, [[4, tensor]]),
};
