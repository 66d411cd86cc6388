import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount, formatSmall } from "#words/format.ts";
import { GRID, X_AXIS, xTitle, Y_AXIS, yTitle } from "../axes/axis.ts";
import { type CountScale, countAxis } from "../axes/count-axis.ts";
import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { ChartTooltip } from "../frame/ChartTooltip.tsx";
import { GridLevels } from "./GridLevels.tsx";

export interface WeightHistogramChartProps {
  start: number;
  width: number;
  fp32: ArrayLike<number>;
  quantized: ArrayLike<number>;
  /** The values that the quantized weights can take, where all share one grid; empty otherwise. */
  levels: ArrayLike<number>;
  /** What that one grid spans: weights beyond are clipped; null where there is not one for all. */
  grid: { min: number; max: number } | null;
  quantizedName: string;
  scale: CountScale;
}

interface Bin {
  from: number;
  middle: number;
  fp32: number;
  quantized: number;
}

const HEIGHT = 250;
const CLIPPED = "var(--lab-error-3)";

/** How many weights have which value, before and after. */
export function WeightHistogramChart(props: WeightHistogramChartProps) {
  const { start, width, fp32, quantized, levels, grid, quantizedName, scale } = props;
  const bins = Array.from(
    { length: fp32.length },
    (_, i): Bin => ({
      from: start + i * width,
      middle: start + (i + 0.5) * width,
      fp32: fp32[i],
      quantized: quantized[i],
    }),
  );
  const end = start + fp32.length * width;
  const [low, high] = [Math.min(start, grid?.min ?? start), Math.max(end, grid?.max ?? end)];
  const clips = grid !== null && (start < grid.min - width / 2 || end > grid.max + width / 2);
  const axis = countAxis(
    scale,
    bins.reduce((most, bin) => Math.max(most, bin.fp32, bin.quantized), 0),
  );
  const data = bins.map((bin) => ({
    bin,
    middle: bin.middle,
    fp32: axis.height(bin.fp32),
    quantized: axis.height(bin.quantized),
  }));
  const range = ({ from }: Bin) => `${formatSmall(from)} to ${formatSmall(from + width)}`;
  return (
    <ChartFrame
      label={`Histogram of the weights, FP32 and ${quantizedName}`}
      height={HEIGHT}
      legend={[
        { label: "FP32", colour: "var(--lab-fp32)" },
        { label: `${quantizedName}, read back`, colour: "var(--lab-quantized)" },
        ...(clips ? [{ label: "Beyond the grid: clipped", colour: CLIPPED }] : []),
      ]}
      table={{
        caption: "Weights per bin",
        columns: ["Value", "FP32", quantizedName],
        rows: bins.map((bin) => [range(bin), formatCount(bin.fp32), formatCount(bin.quantized)]),
        valueColumns: ["From", "To", "FP32", quantizedName],
        values: bins.map((bin) => [bin.from, bin.from + width, bin.fp32, bin.quantized]),
      }}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          aria-label="Histogram of the weights: arrow keys step through it"
          data={data}
          margin={{ top: 4, right: 8, bottom: 4, left: 8 }}
        >
          <CartesianGrid {...GRID} />
          <XAxis
            {...X_AXIS}
            dataKey="middle"
            type="number"
            domain={[low, high]}
            ticks={niceTicks(low, high, 6)}
            tickFormatter={tickText}
            height={38}
            label={xTitle("Weight value")}
          />
          <YAxis
            {...Y_AXIS}
            width={62}
            domain={axis.domain}
            ticks={axis.ticks}
            tickFormatter={axis.tickText}
            label={yTitle("Weights (count)")}
          />
          {grid && clips && (
            <>
              <ReferenceArea x1={low} x2={grid.min} fill={CLIPPED} fillOpacity={0.16} />
              <ReferenceArea x1={grid.max} x2={high} fill={CLIPPED} fillOpacity={0.16} />
            </>
          )}
          <GridLevels levels={levels} />
          {grid && (
            <>
              <ReferenceLine x={grid.min} stroke="var(--lab-quantized)" />
              <ReferenceLine x={grid.max} stroke="var(--lab-quantized)" />
            </>
          )}
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const bin: Bin | undefined = payload?.[0]?.payload?.bin;
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
