import {
  CartesianGrid,
  ErrorBar,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from "recharts";
import { GRID_LINES, X_AXIS, xTitle, Y_AXIS, yTitle } from "../axes/axis.ts";
import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { ChartFrame, type LegendEntry } from "../frame/ChartFrame.tsx";
import type { ChartTableProps } from "../frame/ChartTable.tsx";
import classes from "./ParetoChart.module.css";
import { ParetoTargets } from "./ParetoTargets.tsx";
import { frontSteps, type ParetoPoint, placeIn, spanOf } from "./pareto-layout.ts";

export interface ParetoChartProps {
  label: string;
  xAxis: string;
  yAxis: string;
  points: ParetoPoint[];
  /** What is asked for: no more than so much to the right, or no less than so much upwards. */
  budget: { axis: "x" | "y"; value: number; text: string } | null;
  selected: string | null;
  onSelect: (id: string) => void;
  table: ChartTableProps;
}

const HEIGHT = 360;
/** The plot lies this far within the picture; the targets are laid over it. */
const PLOT = { top: 14, right: 18, bottom: 46, left: 64 };
const FRONT = "var(--lab-quantized)";
const LEGEND: LegendEntry[] = [
  { label: "○ Every layer alike", colour: "var(--lab-error-3)" },
  { label: "◇ Mixed", colour: FRONT },
  { label: "□ FP32", colour: "var(--lab-fp32)" },
  { label: "Filled, on the line: no other setting is cheaper and better", colour: "var(--lab-quiet)" },
];

/** What is kept against what it costs: every setting measured, and the front of those that no other beats. */
export function ParetoChart(props: ParetoChartProps) {
  const { label, xAxis, yAxis, points, budget, selected, onSelect, table } = props;
  const x = spanOf([...points.map((point) => point.x), ...(budget?.axis === "x" ? [budget.value] : [])]);
  const y = spanOf([
    ...points.flatMap((point) => [point.y, ...(point.interval ?? [])]),
    ...(budget?.axis === "y" ? [budget.value] : []),
  ]);
  const front = frontSteps(points.filter(({ onFront }) => onFront));
  const data = points.map((point) => ({
    ...point,
    error: point.interval && [point.y - point.interval[0], point.interval[1] - point.y],
  }));
  const line = { stroke: "var(--lab-quiet)", strokeDasharray: "5 4" };
  const caption = budget && {
    value: budget.text,
    position:
      budget.axis === "x" && placeIn(x, budget.value) < 0.5
        ? ("insideTopLeft" as const)
        : ("insideTopRight" as const),
    className: classes.caption,
  };
  return (
    <ChartFrame label={label} height={HEIGHT} legend={LEGEND} table={table}>
      <div className={classes.picture}>
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <ScatterChart
            accessibilityLayer={false}
            margin={{ top: PLOT.top, right: PLOT.right, bottom: 4, left: 8 }}
          >
            <CartesianGrid {...GRID_LINES} />
            <XAxis
              {...X_AXIS}
              type="number"
              dataKey="x"
              domain={x}
              ticks={niceTicks(...x, 6)}
              tickFormatter={tickText}
              height={PLOT.bottom - 4}
              label={xTitle(xAxis)}
            />
            <YAxis
              {...Y_AXIS}
              type="number"
              dataKey="y"
              domain={y}
              ticks={niceTicks(...y, 6)}
              tickFormatter={tickText}
              width={PLOT.left - 8}
              label={yTitle(yAxis)}
            />
            {budget && (
              <ReferenceLine
                {...line}
                x={budget.axis === "x" ? budget.value : undefined}
                y={budget.axis === "y" ? budget.value : undefined}
                label={caption ?? undefined}
              />
            )}
            <Scatter
              data={front}
              line={{ stroke: FRONT, strokeWidth: 1.5, strokeOpacity: 0.7 }}
              shape={() => <g />}
              isAnimationActive={false}
            />
            {[false, true].map((isFront) => (
              <Scatter
                key={String(isFront)}
                data={data.filter(({ onFront }) => onFront === isFront)}
                isAnimationActive={false}
                shape={(mark: { cx?: number; cy?: number; payload?: ParetoPoint }) =>
                  mark.payload && mark.cx !== undefined && mark.cy !== undefined ? (
                    <ParetoMark
                      cx={mark.cx}
                      cy={mark.cy}
                      point={mark.payload}
                      selected={mark.payload.id === selected}
                      captionBefore={mark.payload.x > (x[0] + x[1]) / 2}
                    />
                  ) : (
                    <g />
                  )
                }
              >
                <ErrorBar
                  dataKey="error"
                  direction="y"
                  width={4}
                  strokeWidth={isFront ? 1.5 : 1}
                  stroke={isFront ? "var(--lab-quiet)" : "var(--lab-line)"}
                  isAnimationActive={false}
                />
              </Scatter>
            ))}
          </ScatterChart>
        </ResponsiveContainer>
        <ParetoTargets
          label={label}
          points={points.filter(({ kind }) => kind !== "fp32")}
          x={x}
          y={y}
          plot={PLOT}
          selected={selected}
          onSelect={onSelect}
        />
      </div>
    </ChartFrame>
  );
}

interface ParetoMarkProps {
  cx: number;
  cy: number;
  point: ParetoPoint;
  selected: boolean;
  /** The caption stands at the left, where there is more room. */
  captionBefore: boolean;
}

const RADIUS = 5.5;
/** Half the diagonal of a diamond of about the same area. */
const DIAGONAL = 7;

const COLOURS: Record<ParetoPoint["kind"], string> = {
  uniform: "var(--lab-error-3)",
  mixed: "var(--lab-quantized)",
  fp32: "var(--lab-fp32)",
};

const diamond = (cx: number, cy: number): string =>
  `M${cx},${cy - DIAGONAL}l${DIAGONAL},${DIAGONAL}l${-DIAGONAL},${DIAGONAL}l${-DIAGONAL},${-DIAGONAL}z`;

/** One setting: its shape says whether layers differ, filled if no other setting beats it. */
function ParetoMark({ cx, cy, point, selected, captionBefore }: ParetoMarkProps) {
  const { kind, onFront, caption } = point;
  const colour = COLOURS[kind];
  const paint = { stroke: colour, strokeWidth: 2, fill: onFront ? colour : "var(--lab-surface)" };
  return (
    <g>
      {selected && <circle cx={cx} cy={cy} r={11} className={classes.ring} />}
      {kind === "uniform" && <circle cx={cx} cy={cy} r={RADIUS} {...paint} />}
      {kind === "mixed" && <path d={diamond(cx, cy)} {...paint} />}
      {kind === "fp32" && (
        <rect x={cx - RADIUS} y={cy - RADIUS} width={2 * RADIUS} height={2 * RADIUS} {...paint} />
      )}
      {caption && (
        <text
          className={classes.caption}
          x={captionBefore ? cx - 13 : cx + 13}
          y={cy - 9}
          textAnchor={captionBefore ? "end" : "start"}
        >
          {caption}
        </text>
      )}
    </g>
  );
}
