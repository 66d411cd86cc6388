import { Area, ReferenceArea, ReferenceLine } from "recharts";
import { formatSmall } from "#words/format.ts";
import { CURSOR } from "../axes/axis.ts";
import { niceTicks } from "../axes/nice-ticks.ts";
import { FramedPlot, linearScale, numbersAcross, numbersUp } from "../frame/Plot.tsx";

export interface ChannelRangeChartProps {
  /** In the order in which they are drawn. */
  channels: ChannelRange[];
  order: "graph" | "width";
  /** What one scale for the whole layer spans. */
  tensorRange: { min: number; max: number };
}

export interface ChannelRange {
  channel: number;
  min: number;
  max: number;
  /** What the channel's own codes span; null without a grid. */
  grid: { min: number; max: number } | null;
  /** Its scale, or the smallest and largest of its groups, as text. */
  scale: string;
}

const HEIGHT = 250;
const BAND = "var(--lab-quiet)";

const spanText = (span: { min: number; max: number } | null): string =>
  span ? `${formatSmall(span.min)} to ${formatSmall(span.max)}` : "–";

/** Smallest to largest weight of each output channel, within what its codes and one scale for all span. */
export function ChannelRangeChart({ channels, order, tensorRange }: ChannelRangeChartProps) {
  const steps = channels.map((channel, place) => ({
    channel,
    place: place + 0.5,
    weights: [channel.min, channel.max],
    grid: channel.grid && [channel.grid.min, channel.grid.max],
  }));
  // A step is drawn around each middle: the first and the last reach the edges of the picture.
  const data = [{ ...steps[0], place: 0 }, ...steps, { ...steps[steps.length - 1], place: steps.length }];
  const ends = channels.flatMap(({ min, max, grid }) => [min, max, grid?.min ?? min, grid?.max ?? max]);
  const low = Math.min(0, tensorRange.min, ...ends) * 1.04;
  const high = Math.max(0, tensorRange.max, ...ends) * 1.04;
  const domain: [number, number] = low < high ? [low, high] : [-1, 1];
  const hasGrid = channels.some(({ grid }) => grid !== null);
  return (
    <FramedPlot
      label="Smallest to largest weight per output channel"
      height={HEIGHT}
      legend={[
        { label: "FP32 range of the channel", colour: "var(--lab-fp32)" },
        ...(hasGrid ? [{ label: "What its codes span", colour: "var(--lab-quantized)" }] : []),
        { label: "One scale for the layer (dashed)", colour: BAND },
      ]}
      table={{
        caption: "Weight range and grid per output channel",
        columns: ["Channel", "Smallest", "Largest", "Grid from", "Grid to", "Scale"],
        rows: channels.map(({ channel, min, max, grid, scale }) => [
          String(channel),
          formatSmall(min),
          formatSmall(max),
          grid ? formatSmall(grid.min) : "–",
          grid ? formatSmall(grid.max) : "–",
          scale,
        ]),
        values: channels.map(({ channel, min, max, grid, scale }) => [
          channel,
          min,
          max,
          grid?.min ?? null,
          grid?.max ?? null,
          scale,
        ]),
      }}
      hint="Range per channel: arrow keys step through it"
      data={data}
      x={numbersAcross(
        "place",
        order === "graph" ? "Output channel" : "Output channels, the widest first",
        [0, channels.length],
        niceTicks(0, channels.length, 8).filter(Number.isInteger),
      )}
      y={numbersUp("Weight value", linearScale(...domain), 62)}
      cursor={CURSOR}
      told={({ channel }) => ({
        title: `Channel ${channel.channel}`,
        lines: [
          { label: "Weights", value: spanText(channel), colour: "var(--lab-fp32)" },
          { label: "Its codes", value: spanText(channel.grid), colour: "var(--lab-quantized)" },
          { label: "One scale", value: spanText(tensorRange) },
          { label: "Scale", value: channel.scale },
        ],
      })}
      behind={
        <>
          <ReferenceArea y1={tensorRange.min} y2={tensorRange.max} fill={BAND} fillOpacity={0.09} />
          <ReferenceLine y={tensorRange.min} stroke={BAND} strokeDasharray="5 4" />
          <ReferenceLine y={tensorRange.max} stroke={BAND} strokeDasharray="5 4" />
          <ReferenceLine y={0} stroke={BAND} />
        </>
      }
    >
      <Area
        dataKey="grid"
        type="step"
        stroke="var(--lab-quantized)"
        strokeWidth={1}
        fill="var(--lab-quantized)"
        fillOpacity={0.14}
        isAnimationActive={false}
        activeDot={false}
      />
      <Area
        dataKey="weights"
        type="step"
        stroke="var(--lab-fp32)"
        strokeWidth={1}
        fill="var(--lab-fp32)"
        fillOpacity={0.65}
        isAnimationActive={false}
        activeDot={false}
      />
    </FramedPlot>
  );
}
