import { Line, usePlotArea, useXAxisScale, useYAxisScale } from "recharts";
import { formatCount, formatSmall } from "#words/format.ts";
import { FramedPlot, linearScale, numbersAcross, numbersUp } from "../frame/Plot.tsx";
import { scatterBins } from "./scatter-bins.ts";

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
  return (
    <FramedPlot
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
      hint="FP32 against quantized: arrow keys step through it"
      data={bins}
      margin={{ right: 12 }}
      grid="both"
      x={numbersAcross("middle", "FP32 output value", [low, high])}
      y={numbersUp(`${quantizedName} output value`, linearScale(low, high, 6), 62)}
      told={({ from, to, count, meanX, meanY, minY, maxY }) => ({
        title: `FP32 ${formatSmall(from)} to ${formatSmall(to)}`,
        lines: [
          { label: "Values", value: formatCount(count) },
          { label: "Mean FP32", value: formatSmall(meanX) },
          { label: "Mean after", value: formatSmall(meanY), colour: POINTS },
          { label: "After", value: `${formatSmall(minY)} to ${formatSmall(maxY)}` },
        ],
      })}
      behind={<Points x={fp32} y={quantized} ends={[low, high]} />}
    >
      <Line dataKey="meanY" stroke="none" dot={false} isAnimationActive={false} />
    </FramedPlot>
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
