import { Bar, Line } from "recharts";
import { CURSOR, PLACE_AXIS, xTitle } from "../axes/axis.ts";
import { logAxis } from "../axes/log-axis.ts";
import { FramedPlot, numbersUp } from "../frame/Plot.tsx";

export interface BeforeAfterDatum {
  name: string;
  before: number;
  after: number;
  /** What else there is to say, as further columns of the table. */
  more: string[];
}

export interface BeforeAfterChartProps {
  /** What is drawn, for those who do not see it. */
  label: string;
  /** In the order in which they are drawn. */
  rows: BeforeAfterDatum[];
  /** The measure with its unit, as the axis title. */
  measure: string;
  before: string;
  after: string;
  /** What one row is: the x axis' title and the table's first heading. */
  each: string;
  more: string[];
  format: (value: number) => string;
}

const HEIGHT = 200;
const BEFORE = "var(--lab-error-2)";
const AFTER = "var(--lab-error-5)";
const PLACE = { r: 3.5, strokeWidth: 0 };

/** Two dots per row on one logarithmic axis, joined by a line: where it stood, where it stands now. */
export function BeforeAfterChart(props: BeforeAfterChartProps) {
  const { label, rows, measure, before, after, each, more, format } = props;
  const axis = logAxis(rows.flatMap((row) => [row.before, row.after]));
  const data = rows.map((row, i) => {
    const ends = [axis.height(row.before), axis.height(row.after)];
    return {
      row,
      place: i + 1,
      before: ends[0],
      after: ends[1],
      way: ends.includes(null) ? null : ends,
    };
  });
  return (
    <FramedPlot
      label={label}
      height={HEIGHT}
      legend={[
        { label: before, colour: BEFORE },
        { label: after, colour: AFTER },
      ]}
      table={{
        caption: label,
        columns: [each, before, after, ...more],
        rows: rows.map((row) => [row.name, format(row.before), format(row.after), ...row.more]),
        values: rows.map((row) => [row.name, row.before, row.after, ...row.more]),
      }}
      hint={`${label}: arrow keys step through it`}
      data={data}
      margin={{ top: 8 }}
      x={{ ...PLACE_AXIS, label: xTitle(`${each}, the largest first`) }}
      y={numbersUp(measure, axis)}
      cursor={CURSOR}
      told={({ row }) => ({
        title: row.name,
        lines: [
          { label: before, value: format(row.before) },
          { label: after, value: format(row.after) },
          ...more.map((heading, i) => ({ label: heading, value: row.more[i] })),
        ],
      })}
    >
      <Bar dataKey="way" fill="var(--lab-line)" barSize={3} isAnimationActive={false} />
      <Line
        dataKey="before"
        strokeWidth={0}
        dot={{ ...PLACE, fill: BEFORE }}
        activeDot={false}
        isAnimationActive={false}
      />
      <Line
        dataKey="after"
        strokeWidth={0}
        dot={{ ...PLACE, fill: AFTER }}
        activeDot={false}
        isAnimationActive={false}
      />
    </FramedPlot>
  );
}
