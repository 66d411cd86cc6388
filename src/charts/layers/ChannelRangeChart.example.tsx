import { formatSmall } from "#words/format.ts";
import { bell, type ChartExamples } from "../fixtures/example.ts";
import { type ChannelRange, ChannelRangeChart } from "./ChannelRangeChart.tsx";

const channel = (i: number, reach: number, hasGrid: boolean): ChannelRange => ({
  channel: i,
  min: -0.8 * reach,
  max: reach,
  grid: hasGrid ? { min: -reach, max: reach } : null,
  scale: formatSmall(reach / 127),
});
const reaches = bell(48).map((value) => 2 ** value);

export const examples: ChartExamples = {
  "no channel": <ChannelRangeChart channels={[]} order="graph" tensorRange={{ min: 0, max: 0 }} />,
  "one channel": (
    <ChannelRangeChart
      channels={[channel(0, 0.5, true)]}
      order="graph"
      tensorRange={{ min: -0.5, max: 0.5 }}
    />
  ),
  "48 channels, each with its own grid": (
    <ChannelRangeChart
      channels={reaches.map((reach, i) => channel(i, reach, true))}
      order="graph"
      tensorRange={{ min: -4, max: 4 }}
    />
  ),
  "48 channels without a grid, the widest first": (
    <ChannelRangeChart
      channels={reaches.toSorted((a, b) => b - a).map((reach, i) => channel(i, reach, false))}
      order="width"
      tensorRange={{ min: -4, max: 4 }}
    />
  ),
  "weights that are all zero": (
    <ChannelRangeChart channels={[channel(0, 0, true)]} order="graph" tensorRange={{ min: 0, max: 0 }} />
  ),
};
