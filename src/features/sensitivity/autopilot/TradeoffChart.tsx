import { memo } from "react";
import { ParetoChart } from "#charts/search/ParetoChart.tsx";
import type { ParetoPoint } from "#charts/search/pareto-layout.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import type { LossMeasure } from "#experiment/outcomes/budget.ts";
import { lossMeasure } from "#experiment/outcomes/budget.ts";
import type { AutopilotResult, Budget } from "#protocol/autopilot.ts";
import type { SearchRecord } from "#store/tasks/autopilot-slice.ts";
import { formatBytes, formatMs } from "#words/format.ts";
import { budgetText } from "./autopilot-verdict.ts";
import { keptText, keptValues, pointLines } from "./point-lines.ts";
import type { Cost, TradeoffPoint } from "./tradeoff-points.ts";

export interface TradeoffChartProps {
  record: SearchRecord;
  /** Those of the points to be drawn. */
  placed: TradeoffPoint[];
  cost: Cost;
  /** A recipe as JSON. */
  selected: string | null;
  onSelect: (id: string) => void;
}

const Y_AXES: Record<LossMeasure, string> = {
  top1: "Top-1 (%), 95 % interval",
  agreement: "Agreement with FP32 (%), 95 % interval",
  "output-noise": "SQNR of the output (dB)",
};
const X_AXES: Record<Cost, string> = {
  size: "Size of the file (kB)",
  latency: "Latency of one picture (ms)",
};

const FILE_COLUMNS = [
  ...["Setting", "Layers", "Top-1, right", "Top-1, pictures", "Agreeing", "Agreeing, pictures"],
  "Output SQNR (dB)",
];

/** The settings of a search, drawn. */
export const TradeoffChart = memo(function TradeoffChart(props: TradeoffChartProps) {
  const { record, placed, cost, selected, onSelect } = props;
  const { points, budget, result } = record;
  const measure = lossMeasure(points[0]);
  const scale = (x: number) => (cost === "size" ? x / 1000 : x);
  const drawn = placed.map(({ index, point, x, y, interval, onFront }): ParetoPoint => {
    const isChosen = result !== null && index === (result.chosen ?? result.nearest);
    return {
      id: canonicalJson(point.recipe),
      name: point.label,
      ...{ x: scale(x), y, interval, onFront },
      kind: point.uniform ? "uniform" : "mixed",
      caption: isChosen ? (result.chosen === null ? "Nearest" : "Chosen") : null,
      lines: pointLines(point),
    };
  });
  const fp32 = result && fp32Point(result, measure, cost);
  return (
    <ParetoChart
      label={`${Y_AXES[measure]} against ${cost === "size" ? "size" : "latency"}`}
      xAxis={X_AXES[cost]}
      yAxis={Y_AXES[measure]}
      points={fp32 ? [...drawn, { ...fp32, x: scale(fp32.x) }] : drawn}
      budget={result && budgetLine(budget, result, measure, cost)}
      selected={selected}
      onSelect={onSelect}
      table={{
        caption: "Settings measured",
        columns: ["Setting", "Layers", Y_AXES[measure], "Size", "Latency", "On the front"],
        rows: placed.map(({ point, onFront }) => [
          point.label,
          point.uniform ? "alike" : "mixed",
          keptText(point),
          formatBytes(point.sizeBytes),
          point.latencyMs ? formatMs(point.latencyMs.median) : "–",
          onFront ? "yes" : "no",
        ]),
        valueColumns: [...FILE_COLUMNS, "Size (bytes)", "Latency, median (ms)", "On the front"],
        values: placed.map(({ point, onFront }) => [
          point.label,
          point.uniform ? "alike" : "mixed",
          ...keptValues(point),
          point.sizeBytes,
          point.latencyMs?.median ?? null,
          onFront ? "yes" : "no",
        ]),
      }}
    />
  );
});

/** FP32 itself; a model without classes has no noise to be placed by. */
function fp32Point({ fp32 }: AutopilotResult, measure: LossMeasure, cost: Cost): ParetoPoint | null {
  const x = cost === "size" ? fp32.sizeBytes : fp32.latencyMs?.median;
  if (x === undefined || measure === "output-noise") return null;
  const y = measure === "top1" ? (100 * fp32.top1.correct) / fp32.top1.total : 100;
  return {
    ...{ id: "fp32", name: "FP32", x, y, interval: null, kind: "fp32", onFront: false, caption: "FP32" },
    lines: [],
  };
}

/** Where the budget lies in the chart; null where its axis is another. */
function budgetLine(budget: Budget, { fp32 }: AutopilotResult, measure: LossMeasure, cost: Cost) {
  const text = `Budget: ${budgetText(budget)}`;
  if (budget.kind === "size")
    return cost === "size"
      ? { axis: "x" as const, value: (budget.maxShare * fp32.sizeBytes) / 1000, text }
      : null;
  const { maxDropPoints } = budget;
  if (measure === "output-noise")
    return maxDropPoints > 0
      ? { axis: "y" as const, value: -10 * Math.log10(maxDropPoints / 100), text }
      : null;
  const whole = measure === "top1" ? (100 * fp32.top1.correct) / fp32.top1.total : 100;
  return { axis: "y" as const, value: whole - maxDropPoints, text };
}
