import { formatPercent } from "#words/format.ts";
import { bell, type ChartExamples, nothing } from "../fixtures/example.ts";
import { ParetoChart } from "./ParetoChart.tsx";
import type { ParetoPoint } from "./pareto-layout.ts";

const point = (id: string, x: number, y: number, change: Partial<ParetoPoint> = {}): ParetoPoint => ({
  id,
  name: id,
  x,
  y,
  interval: null,
  kind: "mixed",
  onFront: false,
  caption: null,
  lines: [{ label: "Top-1", value: formatPercent(y) }],
  ...change,
});
const chart = (
  points: ParetoPoint[],
  budget: { axis: "x" | "y"; value: number; text: string } | null = null,
) => (
  <ParetoChart
    label="Accuracy by size"
    xAxis="Size (kB)"
    yAxis="Top-1"
    points={points}
    budget={budget}
    selected={points.at(1)?.id ?? null}
    onSelect={nothing}
    table={{
      caption: "Settings measured",
      columns: ["Setting", "Size (kB)", "Top-1"],
      rows: points.map(({ name, x, y }) => [name, String(Math.round(x)), formatPercent(y)]),
    }}
  />
);
const fp32 = point("FP32", 400, 0.95, { kind: "fp32", caption: "FP32" });
const noise = bell(24);

export const examples: ChartExamples = {
  "no setting": chart([]),
  "FP32 alone": chart([fp32]),
  "24 settings, with intervals and a budget": chart(
    [
      fp32,
      point("INT8", 110, 0.94, { kind: "uniform", onFront: true, caption: "INT8", interval: [0.9, 0.97] }),
      ...noise.map((value, i) =>
        point(`mixed ${i + 1}`, 60 + 3 * i, Math.min(0.95, 0.5 + 0.02 * i + 0.02 * value), {
          interval: [0.48 + 0.02 * i, 0.56 + 0.02 * i],
          onFront: i % 6 === 0,
        }),
      ),
    ],
    { axis: "y", value: 0.93, text: "at least 93 %" },
  ),
};
