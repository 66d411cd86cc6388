import type { ReactNode } from "react";
import { Area } from "recharts";
import { formatSmall } from "#words/format.ts";
import type { CountAxis } from "../axes/count-axis.ts";
import { ChartFrame, type LegendEntry } from "../frame/ChartFrame.tsx";
import type { TooltipLine } from "../frame/ChartTooltip.tsx";
import { numbersAcross, numbersUp, Plot, type PlotProps } from "../frame/Plot.tsx";

export const BEFORE = "var(--lab-fp32)";
export const AFTER = "var(--lab-quantized)";

export interface Bin {
  index: number;
  from: number;
  to: number;
  middle: number;
  /** Of its surface, on the axis. */
  height: number;
}

export const binText = ({ from, to }: Bin): string => `${formatSmall(from)} to ${formatSmall(to)}`;

interface HistogramData {
  /** Where the first bin begins, and how wide every bin is. */
  start: number;
  width: number;
  /** Of each bin; drawn as a surface. */
  counts: ArrayLike<number>;
  axis: CountAxis;
}

const binsOf = ({ start, width, counts, axis }: HistogramData): Bin[] =>
  Array.from(counts, (count, index) => {
    const from = start + index * width;
    return {
      index,
      from,
      to: from + width,
      middle: start + (index + 0.5) * width,
      height: axis.height(count),
    };
  });

export interface HistogramPlotProps
  extends HistogramData,
    Pick<PlotProps<Bin>, "hint" | "height" | "margin" | "behind"> {
  /** Of the x axis. */
  domain: [number, number];
  xTitle: string;
  yTitle: string;
  yWidth?: number;
  /** Bins beyond the domain are left out instead of widening it. */
  isCut?: boolean;
  lines: (bin: Bin) => TooltipLine[];
  children?: ReactNode;
}

/** Counts over a line of numbers as a surface, with what else is drawn on the same axes. */
export function HistogramPlot(props: HistogramPlotProps) {
  const {
    axis,
    domain,
    xTitle,
    yTitle,
    yWidth = 62,
    isCut = false,
    lines,
    children,
    start,
    width,
    counts,
    ...plot
  } = props;
  return (
    <Plot
      {...plot}
      data={binsOf({ start, width, counts, axis })}
      x={{ ...numbersAcross("middle", xTitle, domain), allowDataOverflow: isCut }}
      y={numbersUp(yTitle, axis, yWidth)}
      told={(bin) => ({ title: binText(bin), lines: lines(bin) })}
    >
      <Area
        dataKey="height"
        type="step"
        stroke={BEFORE}
        fill={BEFORE}
        fillOpacity={0.25}
        isAnimationActive={false}
      />
      {children}
    </Plot>
  );
}

/** A number of every bin, for the table and the box beside the pointer. */
export interface BinColumn {
  label: string;
  values: ArrayLike<number>;
  text: (value: number) => string;
  colour?: string;
}

export interface HistogramChartProps extends Omit<HistogramPlotProps, "lines" | "counts"> {
  label: string;
  caption: string;
  legend: LegendEntry[];
  /** The first one is drawn as the surface. */
  columns: readonly [BinColumn, ...BinColumn[]];
}

/** How many values there were in each bin before, and what became of them. */
export function HistogramChart({ label, caption, legend, columns, ...plot }: HistogramChartProps) {
  const [{ values: counts }] = columns;
  const bins = binsOf({ ...plot, counts });
  return (
    <ChartFrame
      label={label}
      height={plot.height}
      legend={legend}
      table={{
        caption,
        columns: ["Value", ...columns.map((column) => column.label)],
        rows: bins.map((bin) => [
          binText(bin),
          ...columns.map(({ values, text }) => text(values[bin.index])),
        ]),
        valueColumns: ["From", "To", ...columns.map((column) => column.label)],
        values: bins.map(({ index, from, to }) => [from, to, ...columns.map(({ values }) => values[index])]),
      }}
    >
      <HistogramPlot
        {...plot}
        counts={counts}
        lines={({ index }) =>
          columns.map(({ label: what, values, text, colour }) => ({
            label: what,
            value: text(values[index]),
            colour,
          }))
        }
      />
    </ChartFrame>
  );
}
