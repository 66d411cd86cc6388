import type { ReactNode } from "react";
import { memo, useMemo } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount, formatShare, formatSmall } from "#words/format.ts";
import { GRID, X_AXIS, xTitle, Y_AXIS, yTitle } from "../axes/axis.ts";
import { type CountScale, countAxis } from "../axes/count-axis.ts";
import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { ChartTooltip } from "../frame/ChartTooltip.tsx";
import classes from "./ActivationHistogramChart.module.css";
import { type RangeMark, RangeRows, ROW_HEIGHT, ROWS_FOOT } from "./RangeRows.tsx";
import { CLIPPED, UsedRange, UsedRangeContext } from "./UsedRange.tsx";

export interface ActivationHistogramChartProps extends HistogramProps {
  tensor: string;
  /** What the codes span: values beyond are clipped. */
  used: { min: number; max: number };
  onTake: (mark: RangeMark) => void;
  /** Drawn over the plot, whose width is the domain: the handles of the range in use. */
  children: ReactNode;
}

interface HistogramProps {
  /** Of the first bin, and of every bin. */
  start: number;
  width: number;
  counts: ArrayLike<number>;
  /** Of the x axis. */
  domain: [number, number];
  /** The range that each method would choose, one under the other above the histogram. */
  marks: RangeMark[];
  scale: CountScale;
}

interface Bin {
  from: number;
  middle: number;
  count: number;
}

const PLOT = 200;
const MARGIN = { right: 12, bottom: 4, left: 8 };
const Y_WIDTH = 74;
const X_HEIGHT = 38;
const VALUES = "var(--lab-fp32)";

/** The rows of the methods, and that of the handles. */
const topOf = (marks: RangeMark[]): number => (marks.length + 1) * ROW_HEIGHT + ROWS_FOOT;

const binsOf = ({ start, width, counts }: Pick<HistogramProps, "start" | "width" | "counts">): Bin[] =>
  Array.from(
    { length: counts.length },
    (_, i): Bin => ({ from: start + i * width, middle: start + (i + 0.5) * width, count: counts[i] }),
  );

const rangeText = ({ from }: Bin, width: number): string =>
  `${formatSmall(from)} to ${formatSmall(from + width)}`;

/** How often which value was seen while calibrating, the range that every method would choose, and the one in use. */
export function ActivationHistogramChart(props: ActivationHistogramChartProps) {
  const { tensor, start, width, counts, domain, marks, scale, used, onTake, children } = props;
  const { min, max } = used;
  const inUse = useMemo(() => ({ min, max }), [min, max]);
  const top = topOf(marks);
  const insets = {
    "--top": `${top - ROW_HEIGHT - ROWS_FOOT}px`,
    "--right": `${MARGIN.right}px`,
    "--bottom": `${X_HEIGHT + MARGIN.bottom}px`,
    "--left": `${MARGIN.left + Y_WIDTH}px`,
  };
  return (
    <ChartFrame
      label={`Histogram of the values of ${tensor} seen while calibrating`}
      height={top + PLOT + X_HEIGHT + MARGIN.bottom}
      legend={[
        { label: "Values seen", colour: VALUES },
        { label: "Range in use", colour: "var(--lab-quantized)" },
        { label: "Clipped", colour: CLIPPED },
      ]}
      table={{
        caption: `Values of ${tensor} per bin`,
        columns: ["Value", "Count"],
        rows: binsOf(props).map((bin) => [rangeText(bin, width), formatCount(bin.count)]),
        valueColumns: ["From", "To", "Count"],
        values: binsOf(props).map(({ from, count }) => [from, from + width, count]),
      }}
    >
      <div className={classes.picture}>
        <UsedRangeContext value={inUse}>
          <Histogram
            start={start}
            width={width}
            counts={counts}
            domain={domain}
            marks={marks}
            scale={scale}
          />
        </UsedRangeContext>
        {marks.map((mark, row) => (
          // For the mouse; what they do is offered by buttons outside of the picture as well.
          <button
            key={mark.key}
            type="button"
            className={classes.row}
            tabIndex={-1}
            aria-hidden
            title={`${mark.label}: ${formatSmall(mark.min)} to ${formatSmall(mark.max)}. Click to take it`}
            style={{ top: row * ROW_HEIGHT, height: ROW_HEIGHT }}
            onClick={() => onTake(mark)}
          />
        ))}
        <div className={classes.handles} style={insets}>
          {children}
        </div>
      </div>
    </ChartFrame>
  );
}

const Histogram = memo(function Histogram(props: HistogramProps) {
  const { width, domain, marks, scale } = props;
  const bins = binsOf(props);
  const total = bins.reduce((sum, { count }) => sum + count, 0) || 1;
  const largest = bins.reduce((most, { count }) => Math.max(most, count), 0);
  const axis = countAxis(scale, largest);
  const data = bins.map((bin) => ({ bin, middle: bin.middle, height: axis.height(bin.count) }));
  const top = topOf(marks);
  return (
    <ResponsiveContainer width="100%" height={top + PLOT + X_HEIGHT + MARGIN.bottom}>
      <ComposedChart
        aria-label="Histogram of the activation: arrow keys step through it"
        data={data}
        margin={{ ...MARGIN, top }}
      >
        <CartesianGrid {...GRID} />
        <XAxis
          {...X_AXIS}
          dataKey="middle"
          type="number"
          domain={domain}
          allowDataOverflow
          ticks={niceTicks(...domain, 6)}
          tickFormatter={tickText}
          height={X_HEIGHT}
          label={xTitle("Activation value")}
        />
        <YAxis
          {...Y_AXIS}
          width={Y_WIDTH}
          domain={axis.domain}
          ticks={axis.ticks}
          tickFormatter={axis.tickText}
          label={yTitle("Values (count)")}
        />
        <RangeRows marks={marks} domain={domain} />
        <UsedRange domain={domain} />
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const bin: Bin | undefined = payload?.[0]?.payload?.bin;
            if (!active || !bin) return null;
            return (
              <ChartTooltip
                title={rangeText(bin, width)}
                lines={[
                  { label: "Values", value: formatCount(bin.count), colour: VALUES },
                  { label: "Of all", value: formatShare(bin.count / total) },
                ]}
              />
            );
          }}
        />
        <Area
          dataKey="height"
          type="step"
          stroke={VALUES}
          fill={VALUES}
          fillOpacity={0.25}
          isAnimationActive={false}
        />
        <ReferenceLine x={0} stroke="var(--lab-quiet)" strokeOpacity={0.6} />
      </ComposedChart>
    </ResponsiveContainer>
  );
});
