import { useMediaQuery } from "@mantine/hooks";
import {
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  ErrorBar,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { CURSOR, GRID_LINES, X_AXIS, xTitle, Y_AXIS } from "../axes/axis.ts";
import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { shortenedName } from "../axes/shortened-name.ts";
import type { LegendEntry } from "../frame/ChartFrame.tsx";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import type { ChartTableProps } from "../frame/ChartTable.tsx";
import type { TooltipLine } from "../frame/ChartTooltip.tsx";
import { ChartTooltip } from "../frame/ChartTooltip.tsx";
import classes from "./SensitivityChart.module.css";

export interface SensitivityDatum {
  name: string;
  /** Null where it is infinite: no bar can say so, the table does. */
  value: number | null;
  /** Ends of the interval about the value, where it has one. */
  low: number | null;
  high: number | null;
  /** More than chance. */
  isFinding: boolean;
  lines: TooltipLine[];
}

export interface SensitivityChartProps {
  label: string;
  /** The one that matters most first. */
  rows: SensitivityDatum[];
  /** Rows to keep room for, those that are still to come among them. */
  places: number;
  /** The measure with its unit. */
  axis: string;
  /** Findings are told apart from what chance explains. */
  tested: boolean;
  selected: string | null;
  onSelect: (name: string) => void;
  table: ChartTableProps;
}

const ROW_HEIGHT = 22;
const AXIS_HEIGHT = 42;
const FINDING = "var(--lab-error-4)";
const CHANCE = "var(--lab-error-1)";
const TESTED: LegendEntry[] = [
  { label: "More than chance (corrected p < 0.05)", colour: FINDING },
  { label: "Within chance", colour: CHANCE },
];
/** Of the names' letters, as wide as they get. */
const CHARACTER_WIDTH = { wide: 6.7, narrow: 5.6 };

/** Layers as bars that lie below each other, the one that matters most on top. */
export function SensitivityChart(props: SensitivityChartProps) {
  const { label, rows, places, axis, tested, selected, onSelect, table } = props;
  const narrow = useMediaQuery("(max-width: 48em)");
  const characters = narrow ? 23 : 34;
  const data = Array.from({ length: places }, (_, i) => {
    const row = rows.at(i);
    // A bar of no length would not have its interval drawn.
    const value = row?.value === 0 ? 1e-9 : (row?.value ?? null);
    const interval =
      value === null || row?.low == null || row.high === null ? null : [value - row.low, row.high - value];
    return { place: i + 1, row, value, interval };
  });
  const ends = rows.flatMap(({ value, low, high }) => [value, low, high].filter((end) => end !== null));
  const ticks = niceTicks(Math.min(0, ...ends), Math.max(0, ...ends), 6);
  const longest = Math.max(8, ...rows.map(({ name }) => Math.min(name.length, characters)));
  const height = places * ROW_HEIGHT + AXIS_HEIGHT;
  return (
    <ChartFrame label={label} height={height} legend={tested ? TESTED : []} table={table}>
      <ResponsiveContainer width="100%" height={height}>
        <BarChart
          aria-label={`${label}: arrow keys step through it`}
          className={classes.chart}
          layout="vertical"
          data={data}
          onClick={({ activeTooltipIndex }) => {
            const row = rows.at(Number(activeTooltipIndex ?? Number.NaN));
            if (row) onSelect(row.name);
          }}
          barCategoryGap="22%"
          margin={{ top: 0, right: 16, bottom: 4, left: 0 }}
        >
          <CartesianGrid {...GRID_LINES} horizontal={false} />
          <XAxis
            {...X_AXIS}
            type="number"
            domain={[Math.min(0, ...ends), Math.max(1e-9, ...ends)]}
            ticks={ticks}
            tickFormatter={tickText}
            height={AXIS_HEIGHT - 4}
            label={xTitle(axis)}
          />
          <YAxis
            {...Y_AXIS}
            type="category"
            dataKey="place"
            interval={0}
            width={Math.ceil(longest * CHARACTER_WIDTH[narrow ? "narrow" : "wide"]) + 10}
            tick={({ x, y, payload }) => {
              const name: string | undefined = rows.at(payload.value - 1)?.name;
              if (name === undefined) return <g />;
              return (
                <text
                  className={classes.name}
                  data-selected={name === selected || undefined}
                  x={x}
                  y={y}
                  dy={4}
                  textAnchor="end"
                >
                  <title>{name}</title>
                  {shortenedName(name, characters)}
                </text>
              );
            }}
          />
          <ReferenceLine x={0} stroke="var(--lab-quiet)" />
          <Tooltip
            cursor={CURSOR}
            isAnimationActive={false}
            content={({ active, payload }) => {
              const row: SensitivityDatum | undefined = payload?.[0]?.payload?.row;
              return active && row ? <ChartTooltip title={row.name} lines={row.lines} /> : null;
            }}
          />
          <Bar dataKey="value" isAnimationActive={false}>
            {data.map(({ place, row }) => (
              <Cell
                key={place}
                fill={!tested || row?.isFinding ? FINDING : CHANCE}
                opacity={selected === null || selected === row?.name ? 1 : 0.75}
              />
            ))}
            <ErrorBar
              dataKey="interval"
              direction="x"
              width={5}
              strokeWidth={1.2}
              stroke="var(--lab-quiet)"
              isAnimationActive={false}
            />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
