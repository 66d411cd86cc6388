import type { ReactNode } from "react";
import { memo, useMemo } from "react";
import { ReferenceLine } from "recharts";
import { formatCount, formatShare, formatSmall } from "#words/format.ts";
import { type CountScale, countAxis } from "../axes/count-axis.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import classes from "./ActivationHistogramChart.module.css";
import { AFTER, BEFORE, HistogramPlot } from "./Histogram.tsx";
import {
  CLIPPED,
  type RangeMark,
  RangeRows,
  ROW_HEIGHT,
  ROWS_FOOT,
  UsedRange,
  UsedRangeContext,
} from "./RangeRows.tsx";

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

const PLOT = 200;
const MARGIN = { right: 12, bottom: 4, left: 8 };
const Y_WIDTH = 74;
const X_HEIGHT = 38;

/** The rows of the methods, and that of the handles. */
const topOf = (marks: RangeMark[]): number => (marks.length + 1) * ROW_HEIGHT + ROWS_FOOT;

/** How often which value was seen while calibrating, the range that every method would choose, and the one in use. */
export function ActivationHistogramChart(props: ActivationHistogramChartProps) {
  const { tensor, start, width, counts, domain, marks, scale, used, onTake, children } = props;
  const { min, max } = used;
  const inUse = useMemo(() => ({ min, max }), [min, max]);
  const bins = Array.from(counts, (count, i) => {
    const from = start + i * width;
    return { from, to: from + width, count };
  });
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
        { label: "Values seen", colour: BEFORE },
        { label: "Range in use", colour: AFTER },
        { label: "Clipped", colour: CLIPPED },
      ]}
      table={{
        caption: `Values of ${tensor} per bin`,
        columns: ["Value", "Count"],
        rows: bins.map(({ from, to, count }) => [
          `${formatSmall(from)} to ${formatSmall(to)}`,
          formatCount(count),
        ]),
        valueColumns: ["From", "To", "Count"],
        values: bins.map(({ from, to, count }) => [from, to, count]),
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

/** Apart from the handles and the range in use, which move with every step of a drag. */
const Histogram = memo(function Histogram({ start, width, counts, domain, marks, scale }: HistogramProps) {
  let [total, largest] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    total += counts[i];
    largest = Math.max(largest, counts[i]);
  }
  const top = topOf(marks);
  return (
    <HistogramPlot
      hint="Histogram of the activation: arrow keys step through it"
      height={top + PLOT + X_HEIGHT + MARGIN.bottom}
      margin={{ ...MARGIN, top }}
      {...{ start, width, counts, domain }}
      axis={countAxis(scale, largest)}
      xTitle="Activation value"
      yTitle="Values (count)"
      yWidth={Y_WIDTH}
      isCut
      lines={({ index }) => [
        { label: "Values", value: formatCount(counts[index]), colour: BEFORE },
        { label: "Of all", value: formatShare(counts[index] / (total || 1)) },
      ]}
      behind={
        <>
          <RangeRows marks={marks} domain={domain} />
          <UsedRange domain={domain} />
        </>
      }
    >
      <ReferenceLine x={0} stroke="var(--lab-quiet)" strokeOpacity={0.6} />
    </HistogramPlot>
  );
});
