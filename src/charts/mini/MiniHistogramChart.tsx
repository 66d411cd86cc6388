import {
  Area,
  CartesianGrid,
  ComposedChart,
  ResponsiveContainer,
  Tooltip,
  usePlotArea,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount, formatSmall } from "#words/format.ts";
import { GRID, X_AXIS, xTitle, Y_AXIS, yTitle } from "../axes/axis.ts";
import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { ChartTooltip } from "../frame/ChartTooltip.tsx";

export interface Spike {
  at: number;
  count: number;
}

export interface MiniHistogramChartProps {
  label: string;
  start: number;
  width: number;
  before: ArrayLike<number>;
  spikes: Spike[];
  unit: "step" | "bin";
  domain: [number, number];
}

const HEIGHT = 220;
const BEFORE = "var(--lab-fp32)";
const AFTER = "var(--lab-quantized)";

/** Values before as a surface, after as spikes at the values that codes stand for. */
export function MiniHistogramChart(props: MiniHistogramChartProps) {
  const { label, start, width, before, spikes, unit, domain } = props;
  const bins = Array.from(before, (count, i) => {
    const from = start + i * width;
    return { from, middle: from + width / 2, before: count, after: 0, spikes: 0 };
  });
  for (const { at, count } of spikes) {
    // A code's value may lie somewhat beyond the values: it counts in the bin at that end.
    const bin = bins[Math.min(Math.max(Math.floor((at - start) / width), 0), bins.length - 1)];
    bin.after += count;
    bin.spikes++;
  }
  const most = [...bins.map((bin) => bin.before), ...spikes.map(({ count }) => count)].reduce(
    (largest, count) => Math.max(largest, count),
    1,
  );
  const range = (from: number) => `${formatSmall(from)} to ${formatSmall(from + width)}`;
  return (
    <ChartFrame
      label={label}
      height={HEIGHT}
      legend={[
        { label: "FP32", colour: BEFORE },
        { label: "Read back from its codes", colour: AFTER },
      ]}
      table={{
        caption: `${label}, per bin`,
        columns: ["Value", `FP32 per ${unit}`, "Read back", "Codes in use"],
        rows: bins.map((bin) => [
          range(bin.from),
          formatSmall(bin.before),
          formatCount(bin.after),
          String(bin.spikes),
        ]),
        values: bins.map((bin) => [bin.middle, bin.before, bin.after, bin.spikes]),
      }}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          aria-label={`${label}: arrow keys step through it`}
          data={bins}
          margin={{ top: 6, right: 10, bottom: 4, left: 8 }}
        >
          <CartesianGrid {...GRID} />
          <XAxis
            {...X_AXIS}
            dataKey="middle"
            type="number"
            domain={domain}
            ticks={niceTicks(domain[0], domain[1], 6)}
            tickFormatter={tickText}
            height={38}
            label={xTitle("Value")}
          />
          <YAxis
            {...Y_AXIS}
            width={58}
            domain={[0, most * 1.05]}
            ticks={niceTicks(0, most * 1.05, 4)}
            tickFormatter={tickText}
            label={yTitle(`Values per ${unit}`)}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const bin: (typeof bins)[number] | undefined = payload?.[0]?.payload;
              if (!active || !bin) return null;
              return (
                <ChartTooltip
                  title={range(bin.from)}
                  lines={[
                    { label: `FP32 per ${unit}`, value: formatSmall(bin.before), colour: BEFORE },
                    { label: "Read back here", value: formatCount(bin.after), colour: AFTER },
                    { label: "Codes in use here", value: String(bin.spikes) },
                  ]}
                />
              );
            }}
          />
          <Area
            dataKey="before"
            type="step"
            stroke={BEFORE}
            fill={BEFORE}
            fillOpacity={0.22}
            isAnimationActive={false}
          />
          <Spikes spikes={spikes} />
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

/** One path: hundreds of spikes cost one element. */
function Spikes({ spikes }: { spikes: Spike[] }) {
  const [x, y, plot] = [useXAxisScale(), useYAxisScale(), usePlotArea()];
  if (!x || !y || !plot) return null;
  const foot = plot.y + plot.height;
  const path = spikes.map(
    ({ at, count }) => `M${Number(x(at)).toFixed(1)},${foot}V${Number(y(count)).toFixed(1)}`,
  );
  const room = plot.width / Math.max(spikes.length, 1);
  return (
    <path
      d={path.join("")}
      fill="none"
      stroke={AFTER}
      strokeWidth={Math.min(3, Math.max(0.9, room / 3))}
      pointerEvents="none"
    />
  );
}
