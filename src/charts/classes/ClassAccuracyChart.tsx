import { useMemo, useState } from "react";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Score } from "#statistics/statistics.ts";
import { formatCount, formatPercent, formatPoints } from "#words/format.ts";
import { formatPValueCell } from "#words/statistics.ts";
import { CURSOR, GRID, X_AXIS, Y_AXIS, yTitle } from "../axes/axis.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import type { ChartTableProps } from "../frame/ChartTable.tsx";
import { ChartTooltip } from "../frame/ChartTooltip.tsx";
import { useWidth } from "../frame/use-width.ts";
import { ClassPages } from "./ClassPages.tsx";
import { type ClassOrder, orderedClasses, pageOf } from "./class-order.ts";

export interface ClassAccuracyChartProps {
  classNames: string[];
  fp32: Score[];
  /** Null until the quantized model has seen pictures. */
  quantized: Score[] | null;
  /** What the quantized variant is called, such as INT8. */
  quantizedName: string;
  /** By class: how likely chance makes a change as large, corrected for all classes; null where that is not known. */
  pValues: (number | null)[];
}

interface Datum {
  index: number;
  name: string;
  /** The change is more than chance. */
  isFinding: boolean;
  pValue: number | null;
  total: number;
  fp32: number | null;
  quantized: number | null;
}

const HEIGHT = 270;
const Y_AXIS_WIDTH = 48;
/** What a class takes at least with its name upright, and with its name aslant. */
const STEP = { upright: 17, aslant: 22 };
/** What names take below the axis at most, and by letter, and how many letters of one fit there. */
const NAMES = {
  upright: { tallest: 104, perLetter: 7.5, letters: 12 },
  aslant: { tallest: 74, perLetter: 5, letters: 15 },
};
const MARK = " *";

function tickName({ name, isFinding }: Datum, letters: number): string {
  const short = name.length > letters ? `${name.slice(0, letters - 1).trimEnd()}…` : name;
  return isFinding ? short + MARK : short;
}
/** Changes less likely than this by chance are marked. */
const SIGNIFICANT = 0.05;
const share = (score: Score | undefined): number | null =>
  score && score.total > 0 ? score.correct / score.total : null;
const ORDER_WORDS: Record<ClassOrder, string> = {
  lost: "those that lose most first",
  gained: "those that gain most first",
  index: "in order",
};
const percent = (value: number | null): string => (value === null ? "–" : formatPercent(value));
const changeOf = ({ fp32, quantized }: Datum): number | null =>
  fp32 === null || quantized === null ? null : quantized - fp32;
const difference = (datum: Datum): string => {
  const change = changeOf(datum);
  return change === null ? "–" : formatPoints(change);
};

const probability = ({ pValue }: Datum): string => formatPValueCell(pValue);

/** Accuracy per class, the two variants beside each other: as many classes at once as there is room for. */
export function ClassAccuracyChart({
  classNames,
  fp32,
  quantized,
  quantizedName,
  pValues,
}: ClassAccuracyChartProps) {
  const [box, width] = useWidth();
  const [order, setOrder] = useState<ClassOrder>("lost");
  const [asked, setPage] = useState(1);
  const data = useMemo(
    () =>
      classNames.map(
        (name, i): Datum => ({
          index: i,
          name,
          isFinding: (pValues[i] ?? 1) < SIGNIFICANT,
          pValue: pValues[i] ?? null,
          total: fp32[i]?.total ?? 0,
          fp32: share(fp32[i]),
          quantized: share(quantized?.[i]),
        }),
      ),
    [classNames, fp32, quantized, pValues],
  );
  const table = useMemo(() => tableOf(data, quantizedName), [data, quantizedName]);
  const room = width - Y_AXIS_WIDTH - 12;
  const most = Math.max(1, Math.floor(room / STEP.upright));
  const fits = data.length <= most;
  const inOrder = orderedClasses(data.map(changeOf), fits ? "index" : order).map((i) => data[i]);
  const { shown, start, page, pages } = pageOf(inOrder, most, asked);
  const names: keyof typeof NAMES = shown.length * STEP.aslant <= room ? "aslant" : "upright";
  const { tallest, perLetter, letters } = NAMES[names];
  const longest = Math.max(0, ...classNames.map((name) => name.length)) + MARK.length;
  const height = Math.min(tallest, 16 + longest * perLetter);
  const part = `${start + 1} to ${start + shown.length} of ${formatCount(data.length)}`;
  return (
    <div ref={box}>
      {!fits && (
        <ClassPages
          order={order}
          page={page}
          pages={pages}
          shown={part}
          onOrder={(chosen) => {
            setOrder(chosen);
            setPage(1);
          }}
          onPage={setPage}
        />
      )}
      <ChartFrame
        label={`Accuracy per class, FP32 and ${quantizedName}${fits ? "" : `, ${ORDER_WORDS[order]}, ${part}`}`}
        height={HEIGHT}
        legend={[
          { label: "FP32", colour: "var(--lab-fp32)" },
          { label: quantizedName, colour: "var(--lab-quantized)" },
        ]}
        table={table}
      >
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <BarChart
            aria-label="Accuracy per class: arrow keys step through it"
            data={shown}
            barGap={1}
            barCategoryGap="22%"
            margin={{ top: 8, right: 8, bottom: 0, left: 4 }}
          >
            <CartesianGrid {...GRID} />
            <XAxis
              {...X_AXIS}
              dataKey="index"
              tickFormatter={(_, at: number) => tickName(shown[at], letters)}
              interval={0}
              angle={names === "upright" ? -90 : -40}
              dy={names === "upright" ? -4 : 0}
              textAnchor="end"
              height={height}
            />
            <YAxis
              {...Y_AXIS}
              domain={[0, 1]}
              ticks={[0, 0.25, 0.5, 0.75, 1]}
              tickFormatter={(value: number) => String(value * 100)}
              width={Y_AXIS_WIDTH}
              label={yTitle("Correct (%)")}
            />
            <Tooltip
              cursor={CURSOR}
              isAnimationActive={false}
              content={({ active, payload }) => {
                const datum: Datum | undefined = payload?.[0]?.payload;
                if (!active || !datum) return null;
                return (
                  <ChartTooltip
                    title={`${datum.name}, ${datum.total} pictures`}
                    lines={[
                      { label: "FP32", value: percent(datum.fp32), colour: "var(--lab-fp32)" },
                      {
                        label: quantizedName,
                        value: percent(datum.quantized),
                        colour: "var(--lab-quantized)",
                      },
                      { label: "Difference", value: difference(datum) },
                      { label: "p after Holm", value: probability(datum) },
                    ]}
                  />
                );
              }}
            />
            <Bar dataKey="fp32" fill="var(--lab-fp32)" maxBarSize={18} isAnimationActive={false} />
            <Bar dataKey="quantized" fill="var(--lab-quantized)" maxBarSize={18} isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </ChartFrame>
    </div>
  );
}

const tableOf = (data: readonly Datum[], quantizedName: string): ChartTableProps => ({
  caption: "Accuracy per class",
  columns: ["Class", "Pictures", "FP32", quantizedName, "Difference", "p after Holm"],
  rows: data.map((datum) => [
    datum.name,
    String(datum.total),
    percent(datum.fp32),
    percent(datum.quantized),
    difference(datum),
    probability(datum),
  ]),
  values: data.map((datum) => [
    datum.name,
    datum.total,
    datum.fp32,
    datum.quantized,
    changeOf(datum),
    datum.pValue,
  ]),
});
