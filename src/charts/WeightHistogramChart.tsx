import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount, formatSmall } from "#ui/format.ts";
import { GRID, X_AXIS, xTitle, Y_AXIS, yTitle } from "./axis.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { ChartTooltip } from "./ChartTooltip.tsx";
import { niceTicks, tickText } from "./nice-ticks.ts";

export interface WeightHistogramChartProps {
  start: number;
  width: number;
  fp32: ArrayLike<number>;
  quantized: ArrayLike<number>;
  /** The values that the quantized weights can take; empty where they are too many to draw. */
  grid: number[];
  quantizedName: string;
}

interface Bin {
  from: number;
  middle: number;
  fp32: number;
  quantized: number;
}

const HEIGHT = 240;

/** How many weights have which value, before and after. */
export function WeightHistogramChart({
  start,
  width,
  fp32,
  quantized,
  grid,
  quantizedName,
}: WeightHistogramChartProps) {
  const bins = Array.from(
    { length: fp32.length },
    (_, i): Bin => ({
      from: start + i * width,
      middle: start + (i + 0.5) * width,
      fp32: fp32[i],
      quantized: quantized[i],
    }),
  );
  const range = ({ from }: Bin) => `${formatSmall(from)} to ${formatSmall(from + width)}`;
  return (
    <ChartFrame
      label={`Histogram of the weights, FP32 and ${quantizedName}`}
      height={HEIGHT}
      legend={[
        { label: "FP32", colour: "var(--lab-fp32)" },
        { label: `${quantizedName}, read back`, colour: "var(--lab-quantized)" },
      ]}
      table={{
        caption: "Weights per bin",
        columns: ["Value", "FP32", quantizedName],
        rows: bins.map((bin) => [range(bin), formatCount(bin.fp32), formatCount(bin.quantized)]),
      }}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          aria-label="Histogram of the weights: arrow keys step through it"
          data={bins}
          margin={{ top: 4, right: 8, bottom: 4, left: 8 }}
        >
          <CartesianGrid {...GRID} />
          <XAxis
            {...X_AXIS}
            dataKey="middle"
            type="number"
            domain={[start, start + fp32.length * width]}
            ticks={niceTicks(start, start + fp32.length * width, 6)}
            tickFormatter={tickText}
            height={38}
            label={xTitle("Weight value")}
          />
          <YAxis {...Y_AXIS} width={62} tickFormatter={formatCount} label={yTitle("Weights (count)")} />
          {grid.map((level) => (
            <ReferenceLine
              key={level}
              x={level}
              stroke="var(--lab-quantized)"
              strokeOpacity={0.3}
              strokeDasharray="2 3"
            />
          ))}
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const bin: Bin | undefined = payload?.[0]?.payload;
              if (!active || !bin) return null;
              return (
                <ChartTooltip
                  title={range(bin)}
                  lines={[
                    { label: "FP32", value: formatCount(bin.fp32), colour: "var(--lab-fp32)" },
                    {
                      label: quantizedName,
                      value: formatCount(bin.quantized),
                      colour: "var(--lab-quantized)",
                    },
                  ]}
                />
              );
            }}
          />
          <Area
            dataKey="fp32"
            type="step"
            stroke="var(--lab-fp32)"
            fill="var(--lab-fp32)"
            fillOpacity={0.25}
            isAnimationActive={false}
          />
          <Line
            dataKey="quantized"
            type="step"
            stroke="var(--lab-quantized)"
            strokeWidth={1.5}
            dot={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
