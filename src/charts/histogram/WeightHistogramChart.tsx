import { Line, ReferenceArea, ReferenceLine, usePlotArea, useXAxisScale } from "recharts";
import { formatCount } from "#words/format.ts";
import { type CountScale, countAxis } from "../axes/count-axis.ts";
import { AFTER, BEFORE, type Bin, HistogramChart } from "./Histogram.tsx";

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

const CLIPPED = "var(--lab-error-3)";

/** How many weights have which value, before and after. */
export function WeightHistogramChart(props: WeightHistogramChartProps) {
  const { start, width, fp32, quantized, levels, grid, quantizedName, scale } = props;
  const end = start + fp32.length * width;
  const [low, high] = [Math.min(start, grid?.min ?? start), Math.max(end, grid?.max ?? end)];
  const clips = grid !== null && (start < grid.min - width / 2 || end > grid.max + width / 2);
  let most = 0;
  for (let i = 0; i < fp32.length; i++) most = Math.max(most, fp32[i], quantized[i]);
  const axis = countAxis(scale, most);
  return (
    <HistogramChart
      label={`Histogram of the weights, FP32 and ${quantizedName}`}
      caption="Weights per bin"
      height={250}
      hint="Histogram of the weights: arrow keys step through it"
      legend={[
        { label: "FP32", colour: BEFORE },
        { label: `${quantizedName}, read back`, colour: AFTER },
        ...(clips ? [{ label: "Beyond the grid: clipped", colour: CLIPPED }] : []),
      ]}
      columns={[
        { label: "FP32", values: fp32, text: formatCount, colour: BEFORE },
        { label: quantizedName, values: quantized, text: formatCount, colour: AFTER },
      ]}
      {...{ start, width, axis }}
      domain={[low, high]}
      xTitle="Weight value"
      yTitle="Weights (count)"
      behind={
        <>
          {grid && clips && (
            <>
              <ReferenceArea x1={low} x2={grid.min} fill={CLIPPED} fillOpacity={0.16} />
              <ReferenceArea x1={grid.max} x2={high} fill={CLIPPED} fillOpacity={0.16} />
            </>
          )}
          <GridLevels levels={levels} />
          {grid && (
            <>
              <ReferenceLine x={grid.min} stroke={AFTER} />
              <ReferenceLine x={grid.max} stroke={AFTER} />
            </>
          )}
        </>
      }
    >
      <Line
        dataKey={({ index }: Bin) => axis.height(quantized[index])}
        type="step"
        stroke={AFTER}
        strokeWidth={1.5}
        dot={false}
        isAnimationActive={false}
      />
    </HistogramChart>
  );
}

/** More lines than this would fill the picture: they become a comb at its foot. */
const MOST_LINES = 40;
const TEETH = 7;
/** Teeth closer together, in pixels, would be a bar. */
const LEAST_GAP = 2.2;

/** The values that codes stand for, as lines through a histogram; a part of its drawing. */
function GridLevels({ levels }: { levels: ArrayLike<number> }) {
  const x = useXAxisScale();
  const plot = usePlotArea();
  if (!x || !plot || levels.length === 0) return null;
  const isComb = levels.length > MOST_LINES;
  if (isComb && Math.abs(Number(x(levels[1])) - Number(x(levels[0]))) < LEAST_GAP) return null;
  const height = isComb ? TEETH : plot.height;
  const path = Array.from(levels, (level) => {
    const at = Number(x(level));
    const isInside = at >= plot.x && at <= plot.x + plot.width;
    return isInside ? `M${at.toFixed(1)},${plot.y + plot.height - height}v${height}` : "";
  }).join("");
  return (
    <path
      d={path}
      fill="none"
      stroke="var(--lab-quantized)"
      strokeOpacity={isComb ? 0.7 : 0.4}
      strokeDasharray={isComb ? undefined : "2 3"}
    />
  );
}
