import type { ComponentProps, ReactNode } from "react";
import type { XAxisProps, YAxisProps } from "recharts";
import { CartesianGrid, ComposedChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { GRID, GRID_LINES, X_AXIS, xTitle, Y_AXIS, yTitle } from "../axes/axis.ts";
import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { ChartFrame, type ChartFrameProps } from "./ChartFrame.tsx";
import { ChartTooltip, type TooltipLine } from "./ChartTooltip.tsx";

/** Where a drawing begins and ends along an axis, and which numbers stand there. */
interface Scale {
  domain: [number, number];
  ticks: number[];
  tickText: (value: number) => string;
}

export interface PlotProps<Datum> {
  /** What the chart is, and what keys do in it. */
  hint: string;
  height: number;
  /** One for each place on the x axis that the arrow keys and the pointer stop at. */
  data: readonly Datum[];
  /** Room around the axes, in pixels. */
  margin?: { top?: number; right?: number; left?: number };
  grid?: "level" | "both" | "upright";
  x: XAxisProps;
  y: YAxisProps;
  /** Marks the place that the pointer is at. */
  cursor?: ComponentProps<typeof Tooltip>["cursor"];
  told: (datum: Datum) => { title: string; lines: TooltipLine[] };
  /** Further properties of the chart itself. */
  chart?: ComponentProps<typeof ComposedChart>;
  /** Behind the box beside the pointer. */
  behind?: ReactNode;
  /** What is drawn. */
  children: ReactNode;
}

const GRIDS = { level: GRID, both: GRID_LINES, upright: { ...GRID_LINES, horizontal: false } };

/** Axes, grid and the box beside the pointer; everything that a chart of numbers has around its own drawing. */
export function Plot<Datum>(props: PlotProps<Datum>) {
  const { hint, height, data, margin, grid = "level", x, y, cursor, told, chart, behind, children } = props;
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        aria-label={hint}
        data={data}
        margin={{ top: 6, right: 8, bottom: 4, left: 8, ...margin }}
        {...chart}
      >
        <CartesianGrid {...GRIDS[grid]} />
        <XAxis {...X_AXIS} height={38} {...x} />
        <YAxis {...Y_AXIS} {...y} />
        {behind}
        <Tooltip
          cursor={cursor}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const datum: Datum | undefined = payload?.[0]?.payload;
            return active && datum !== undefined ? <ChartTooltip {...told(datum)} /> : null;
          }}
        />
        {children}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** A plot in its frame: with legend, table and files. */
export function FramedPlot<Datum>({
  label,
  legend,
  table,
  ...plot
}: PlotProps<Datum> & Omit<ChartFrameProps, "children" | "height">) {
  return (
    <ChartFrame label={label} height={plot.height} legend={legend} table={table}>
      <Plot {...plot} />
    </ChartFrame>
  );
}

/** An x axis of numbers. */
export const numbersAcross = (
  dataKey: string | undefined,
  title: string,
  domain: [number, number],
  ticks = niceTicks(...domain, 6),
): XAxisProps => ({
  ...{ dataKey, domain, ticks, type: "number" },
  ...{ tickFormatter: tickText, label: xTitle(title) },
});

/** A y axis of numbers. */
export const numbersUp = (
  title: string,
  { domain, ticks, tickText: text }: Scale,
  width = 58,
): YAxisProps => ({
  ...{ width, domain, ticks },
  ...{ tickFormatter: text, label: yTitle(title) },
});

/** The linear scale from `low` to `high`. */
export const linearScale = (low: number, high: number, tickCount = 5): Scale => ({
  domain: [low, high],
  ticks: niceTicks(low, high, tickCount),
  tickText,
});
