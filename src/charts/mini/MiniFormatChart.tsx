import { Bar, Cell, LabelList } from "recharts";
import { formatDecibels, formatSmall } from "#words/format.ts";
import { CURSOR } from "../axes/axis.ts";
import { niceTicks } from "../axes/nice-ticks.ts";
import { FramedPlot, numbersAcross } from "../frame/Plot.tsx";

export interface FormatDatum {
  name: string;
  bits: number;
  sqnrDb: number;
  mse: number;
  maxAbsError: number;
}

const ROW = 30;
const FOOT = 46;
/** The axis, in largest values; bars of formats that lose nothing, whose SQNR is infinite, fill it. */
const ROOM = 1.12;

const colourOf = (bits: number): string =>
  bits === 16 ? "var(--lab-fp32)" : bits === 8 ? "var(--lab-quantized)" : "var(--lab-error-3)";

/** Signal-to-noise ratio of the same values in each number format, the most bits first. */
export function MiniFormatChart({ label, rows }: { label: string; rows: FormatDatum[] }) {
  const height = rows.length * ROW + FOOT;
  const finite = rows.map(({ sqnrDb }) => sqnrDb).filter(Number.isFinite);
  const most = finite.reduce((largest, db) => Math.max(largest, db), 10);
  const data = rows.map((row) => ({
    row,
    name: row.name,
    height: Number.isFinite(row.sqnrDb) ? Math.max(row.sqnrDb, 0) : most * ROOM,
    text: formatDecibels(row.sqnrDb),
  }));
  return (
    <FramedPlot
      label={label}
      height={height}
      legend={[16, 8, 4].map((bits) => ({
        label: bits === 4 ? "4 and 2 bits" : `${bits} bits`,
        colour: colourOf(bits),
      }))}
      table={{
        caption: label,
        columns: ["Format", "Bits", "SQNR", "MSE", "Largest error"],
        rows: rows.map(({ name, bits, sqnrDb, mse, maxAbsError }) => [
          name,
          String(bits),
          formatDecibels(sqnrDb),
          formatSmall(mse),
          formatSmall(maxAbsError),
        ]),
        values: rows.map(({ name, bits, sqnrDb, mse, maxAbsError }) => [
          name,
          bits,
          sqnrDb,
          mse,
          maxAbsError,
        ]),
      }}
      hint={`${label}: arrow keys step through it`}
      data={data}
      margin={{ top: 2, right: 62, left: 0 }}
      grid="upright"
      chart={{ layout: "vertical" }}
      x={numbersAcross(undefined, "SQNR (dB)", [0, most * ROOM], niceTicks(0, most * ROOM, 5))}
      y={{ type: "category", dataKey: "name", width: 84, interval: 0 }}
      cursor={CURSOR}
      told={({ row }) => ({
        title: `${row.name}, ${row.bits} bits`,
        lines: [
          { label: "SQNR", value: formatDecibels(row.sqnrDb) },
          { label: "MSE", value: formatSmall(row.mse) },
          { label: "Largest error", value: formatSmall(row.maxAbsError) },
        ],
      })}
    >
      <Bar dataKey="height" barSize={16} isAnimationActive={false}>
        {rows.map(({ name, bits }) => (
          <Cell key={name} fill={colourOf(bits)} />
        ))}
        <LabelList dataKey="text" position="right" fill="var(--lab-quiet)" fontSize={12} />
      </Bar>
    </FramedPlot>
  );
}
