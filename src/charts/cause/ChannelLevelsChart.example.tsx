import { bell, type ChartExamples, levelsOf } from "../fixtures/example.ts";
import { ChannelLevelsChart, type LevelsSide } from "./ChannelLevelsChart.tsx";

const CHANNELS = 32;
/** Channels of 64 weights, each narrower than the one before. */
const uneven = bell(CHANNELS * 64).map((value, i) => value * 2 ** (-Math.floor(i / 64) / 4));

const side = (name: string, values: number[], channels: number, kind: "tensor" | "channel"): LevelsSide => ({
  name,
  label: kind === "tensor" ? "4 bits, one scale" : "4 bits, a scale per channel",
  colour: name === "A" ? "var(--lab-quantized)" : "var(--lab-error-4)",
  levels: levelsOf(values, channels, { bits: 4, scheme: "symmetric", granularity: { kind } }),
});

export const examples: ChartExamples = {
  "one channel of one weight": <ChannelLevelsChart layer="conv1" sides={[side("A", [0.5], 1, "tensor")]} />,
  "weights that are all zero": (
    <ChannelLevelsChart layer="conv1" sides={[side("A", [0, 0, 0, 0], 2, "tensor")]} />
  ),
  "32 uneven channels, one setting": (
    <ChannelLevelsChart layer="conv1" sides={[side("A", uneven, CHANNELS, "tensor")]} />
  ),
  "32 uneven channels, two settings": (
    <ChannelLevelsChart
      layer="conv1"
      sides={[side("A", uneven, CHANNELS, "tensor"), side("B", uneven, CHANNELS, "channel")]}
    />
  ),
};
