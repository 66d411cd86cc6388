import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatSmall } from "#ui/format.ts";
import { CURSOR, GRID, PLACE_AXIS, xTitle, Y_AXIS, yTitle } from "./axis.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { ChartTooltip } from "./ChartTooltip.tsx";
import { tickText } from "./nice-ticks.ts";

export interface ChannelRangeChartProps {
  min: ArrayLike<number>;
  max: ArrayLike<number>;
  /** One per tensor, one per channel, or those of each channel's groups in the order of the channels; none without a grid. */
  scales: ArrayLike<number>;
}

interface Channel {
  place: number;
  range: [number, number];
  scale: string;
}

const HEIGHT = 240;

/** Smallest to largest weight of each output channel. */
export function ChannelRangeChart({ min, max, scales }: ChannelRangeChartProps) {
  const channels = Array.from(
    { length: min.length },
    (_, i): Channel => ({ place: i, range: [min[i], max[i]], scale: scaleText(scales, i, min.length) }),
  );
  return (
    <ChartFrame
      label="Smallest to largest weight per output channel"
      height={HEIGHT}
      legend={[{ label: "FP32 range of the channel", colour: "var(--lab-fp32)" }]}
      table={{
        caption: "Weight range and scale per output channel",
        columns: ["Channel", "Smallest", "Largest", "Scale"],
        rows: channels.map(({ place, range, scale }) => [
          String(place),
          formatSmall(range[0]),
          formatSmall(range[1]),
          scale,
        ]),
      }}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <BarChart
          aria-label="Range per channel: arrow keys step through it"
          data={channels}
          barCategoryGap="20%"
          margin={{ top: 4, right: 8, bottom: 4, left: 8 }}
        >
          <CartesianGrid {...GRID} />
          <XAxis {...PLACE_AXIS} label={xTitle("Output channel")} />
          <YAxis {...Y_AXIS} width={62} tickFormatter={tickText} label={yTitle("Weight value")} />
          <ReferenceLine y={0} stroke="var(--lab-quiet)" />
          <Tooltip
            cursor={CURSOR}
            isAnimationActive={false}
            content={({ active, payload }) => {
              const channel: Channel | undefined = payload?.[0]?.payload;
              if (!active || !channel) return null;
              return (
                <ChartTooltip
                  title={`Channel ${channel.place}`}
                  lines={[
                    { label: "Smallest", value: formatSmall(channel.range[0]) },
                    { label: "Largest", value: formatSmall(channel.range[1]) },
                    { label: "Scale", value: channel.scale },
                  ]}
                />
              );
            }}
          />
          <Bar dataKey="range" fill="var(--lab-fp32)" maxBarSize={12} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

/** The scale of a channel, or the smallest and the largest of its groups; none for weights in half precision. */
function scaleText(scales: ArrayLike<number>, channel: number, channels: number): string {
  if (scales.length === 0) return "–";
  if (scales.length < channels) return formatSmall(scales[0]);
  const groups = scales.length / channels;
  const own = Array.from({ length: groups }, (_, group) => scales[channel * groups + group]);
  const [low, high] = [Math.min(...own), Math.max(...own)];
  return low === high ? formatSmall(low) : `${formatSmall(low)} to ${formatSmall(high)}`;
}
