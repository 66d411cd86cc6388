import { useMediaQuery } from "@mantine/hooks";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Score } from "#core/report.ts";
import { formatPercent, formatPoints } from "#ui/format.ts";
import { CURSOR, GRID, X_AXIS, Y_AXIS, yTitle } from "./axis.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { ChartTooltip } from "./ChartTooltip.tsx";

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
  /** With a mark where the change is more than chance. */
  marked: string;
  name: string;
  pValue: number | null;
  total: number;
  fp32: number | null;
  quantized: number | null;
}

const HEIGHT = 270;
/** Changes less likely than this by chance are marked. */
const SIGNIFICANT = 0.05;
const share = (score: Score | undefined): number | null =>
  score && score.total > 0 ? score.correct / score.total : null;
const percent = (value: number | null): string => (value === null ? "–" : formatPercent(value));
const difference = ({ fp32, quantized }: Datum): string =>
  fp32 === null || quantized === null ? "–" : formatPoints(quantized - fp32);

const probability = ({ pValue }: Datum): string =>
  pValue === null ? "–" : pValue < 0.001 ? "< 0.001" : pValue.toFixed(3);

/** Accuracy per class, the two variants beside each other. */
export function ClassAccuracyChart({
  classNames,
  fp32,
  quantized,
  quantizedName,
  pValues,
}: ClassAccuracyChartProps) {
  const narrow = useMediaQuery("(max-width: 48em)");
  const data = classNames.map(
    (name, i): Datum => ({
      name,
      marked: (pValues[i] ?? 1) < SIGNIFICANT ? `${name} *` : name,
      pValue: pValues[i] ?? null,
      total: fp32[i]?.total ?? 0,
      fp32: share(fp32[i]),
      quantized: share(quantized?.[i]),
    }),
  );
  return (
    <ChartFrame
      label={`Accuracy per class, FP32 and ${quantizedName}`}
      height={HEIGHT}
      legend={[
        { label: "FP32", colour: "var(--lab-fp32)" },
        { label: quantizedName, colour: "var(--lab-quantized)" },
      ]}
      table={{
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
        values: data.map(({ name, total, fp32, quantized, pValue }) => [
          name,
          total,
          fp32,
          quantized,
          fp32 === null || quantized === null ? null : quantized - fp32,
          pValue,
        ]),
      }}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <BarChart
          aria-label="Accuracy per class: arrow keys step through it"
          data={data}
          barGap={1}
          barCategoryGap="22%"
          margin={{ top: 8, right: 8, bottom: 0, left: 4 }}
        >
          <CartesianGrid {...GRID} />
          <XAxis
            {...X_AXIS}
            dataKey="marked"
            interval={0}
            angle={narrow ? -90 : -40}
            dy={narrow ? -4 : 0}
            textAnchor="end"
            height={74}
          />
          <YAxis
            {...Y_AXIS}
            domain={[0, 1]}
            ticks={[0, 0.25, 0.5, 0.75, 1]}
            tickFormatter={(value: number) => String(value * 100)}
            width={48}
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
                    { label: quantizedName, value: percent(datum.quantized), colour: "var(--lab-quantized)" },
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
  );
}
