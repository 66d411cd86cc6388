import {
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  usePlotArea,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount, formatSmall } from "#words/format.ts";
import { GRID_LINES, X_AXIS, xTitle, Y_AXIS, yTitle } from "../axes/axis.ts";
import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { ChartTooltip } from "../frame/ChartTooltip.tsx";
import { type ScatterBin, scatterBins } from "./scatter-bins.ts";

export interface ScatterChartProps {
  label: string;
  fp32: ArrayLike<number>;
  quantized: ArrayLike<number>;
  quantizedName: string;
}

const HEIGHT = 380;
const STRETCHES = 48;
const POINTS = "var(--lab-quantized)";
const IDENTITY = "var(--lab-quiet)";

/** Values before against the same values after; on the line nothing was lost. */
export function ScatterChart({ label, fp32, quantized, quantizedName }: ScatterChartProps) {
  const bins = scatterBins(fp32, quantized, STRETCHES);
  const [low, high] = extremes(fp32, quantized);
  const ticks = niceTicks(low, high, 6);
  return (
    <ChartFrame
      label={label}
      height={HEIGHT}
      legend={[
        { label: "One value of the output", colour: POINTS },
        { label: "Identity: nothing lost", colour: IDENTITY },
      ]}
      table={{
        caption: `${label}, in stretches of FP32`,
        columns: ["FP32 from", "FP32 to", "Values", "Mean FP32", "Mean after", "Least after", "Most after"],
        rows: bins.map(({ from, to, count, meanX, meanY, minY, maxY }) => [
          formatSmall(from),
          formatSmall(to),
          formatCount(count),
          ...[meanX, meanY, minY, maxY].map(formatSmall),
        ]),
      }}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          aria-label="FP32 against quantized: arrow keys step through it"
          data={bins}
          margin={{ top: 6, right: 12, bottom: 4, left: 8 }}
        >
          <CartesianGrid {...GRID_LINES} />
          <XAxis
            {...X_AXIS}
            dataKey="middle"
            type="number"
            domain={[low, high]}
            ticks={ticks}
            tickFormatter={tickText}
            height={38}
            label={xTitle("FP32 output value")}
          />
          <YAxis
            {...Y_AXIS}
            domain={[low, high]}
            ticks={ticks}
            tickFormatter={tickText}
            width={62}
            label={yTitle(`${quantizedName} output value`)}
          />
          <Points x={fp32} y={quantized} ends={[low, high]} />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const bin: ScatterBin | undefined = payload?.[0]?.payload;
              if (!active || !bin) return null;
              return (
                <ChartTooltip
                  title={`FP32 ${formatSmall(bin.from)} to ${formatSmall(bin.to)}`}
                  lines={[
                    { label: "Values", value: formatCount(bin.count) },
                    { label: "Mean FP32", value: formatSmall(bin.meanX) },
                    { label: "Mean after", value: formatSmall(bin.meanY), colour: POINTS },
                    { label: "After", value: `${formatSmall(bin.minY)} to ${formatSmall(bin.maxY)}` },
                  ]}
                />
              );
            }}
          />
          <Line dataKey="meanY" stroke="none" dot={false} isAnimationActive={false} />
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

interface PointsProps {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  ends: [number, number];
}

/** All points as one path of round strokes of no length: thousands cost one element. */
function Points({ x, y, ends: [low, high] }: PointsProps) {
  const [toX, toY, plot] = [useXAxisScale(), useYAxisScale(), usePlotArea()];
  if (!toX || !toY || !plot) return null;
  const dots = Array.from(
    x,
    (value, i) => `M${Number(toX(value)).toFixed(1)},${Number(toY(y[i])).toFixed(1)}h0`,
  );
  return (
    <g>
      <path d={dots.join("")} stroke={POINTS} strokeOpacity={0.5} strokeWidth={3.4} strokeLinecap="round" />
      <path
        d={`M${toX(low)},${toY(low)}L${toX(high)},${toY(high)}`}
        stroke={IDENTITY}
        strokeDasharray="5 4"
      />
    </g>
  );
}

/** Of both, so that the identity is the diagonal; never empty. */
function extremes(...all: ArrayLike<number>[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of all)
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
  const room = (high - low) * 0.03;
  if (low < high) return [low - room, high + room];
  return Number.isFinite(low) ? [low - 0.5, low + 0.5] : [0, 1];
}
