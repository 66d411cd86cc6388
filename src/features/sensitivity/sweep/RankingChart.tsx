import { memo } from "react";
import type { SensitivityDatum } from "#charts/search/SensitivityChart.tsx";
import { SensitivityChart } from "#charts/search/SensitivityChart.tsx";
import type { SweepDirection } from "#protocol/sensitivity.ts";
import { formatCount, formatDecibels, formatPercent } from "#words/format.ts";
import { formatPValue } from "#words/statistics.ts";
import { testText } from "./sweep-columns.tsx";
import type { SweepMeasure, SweepMeasureKey } from "./sweep-measures.ts";
import { PAIR_WORDS } from "./sweep-measures.ts";
import type { RankedLayer } from "./sweep-ranking.ts";

export interface RankingChartProps {
  ranked: RankedLayer[];
  measure: SweepMeasure;
  direction: SweepDirection;
  /** Layers in all, those that are still to come among them. */
  total: number;
  selected: string | null;
  onSelect: (layer: string) => void;
}

/** More bars than this are for the table. */
const MOST = 20;

const share = ({ correct, total }: { correct: number; total: number }): string =>
  total > 0 ? formatPercent(correct / total) : "–";

const NAMES: Record<SweepDirection, Record<SweepMeasureKey, string>> = {
  only: { top1: "Top-1 lost", agreement: "Changed", sqnr: "SQNR" },
  "all-but": { top1: "Top-1 back", agreement: "Agreement back", sqnr: "SQNR back" },
};

const intervalLines = ({ estimate: { low, high } }: RankedLayer, { format }: SweepMeasure) =>
  low === null || high === null
    ? []
    : [{ label: "95 % interval", value: `${format(low)} to ${format(high)}` }];

function testLines({ test, isFinding }: RankedLayer, direction: SweepDirection) {
  if (!test) return [];
  const [lost, gained] = PAIR_WORDS[direction];
  return [
    { label: "Pictures", value: `${formatCount(test.lost)} ${lost}, ${formatCount(test.gained)} ${gained}` },
    { label: "Chance", value: `${formatPValue(test.p)}, ${isFinding ? "beyond" : "within"} chance` },
  ];
}

/** The layers that matter most by one measure. */
export const RankingChart = memo(function RankingChart(props: RankingChartProps) {
  const { ranked, measure, direction, total, selected, onSelect } = props;
  const onAxis = (value: number | null) =>
    value === null || !Number.isFinite(value) ? null : measure.toAxis(value);
  const valueText = ({ estimate: { value, low, high } }: RankedLayer): string =>
    low === null || high === null
      ? measure.format(value)
      : `${measure.format(value)} (${measure.format(low)} to ${measure.format(high)})`;
  const data = ranked.slice(0, MOST).map(
    (layer): SensitivityDatum => ({
      name: layer.row.layer,
      value: onAxis(layer.estimate.value),
      low: onAxis(layer.estimate.low),
      high: onAxis(layer.estimate.high),
      isFinding: layer.isFinding,
      lines: [
        { label: NAMES[direction][measure.key], value: measure.format(layer.estimate.value) },
        ...intervalLines(layer, measure),
        ...testLines(layer, direction),
        { label: "Top-1 then", value: share(layer.row.top1) },
        { label: "Agreement then", value: share(layer.row.agreement) },
        { label: "Output SQNR then", value: formatDecibels(layer.row.outputSqnrDb) },
      ],
    }),
  );
  return (
    <SensitivityChart
      label={`${measure.axis} by layer, ${direction === "only" ? "only this layer quantized" : "all but this layer quantized"}`}
      rows={data}
      places={Math.max(1, Math.min(MOST, total))}
      axis={measure.axis}
      tested={measure.key === "top1"}
      selected={selected}
      onSelect={onSelect}
      table={{
        caption: measure.axis,
        columns: ["Layer", measure.short, "Top-1", "Agreement", "Output SQNR", "Pictures"],
        rows: ranked.map((layer) => [
          layer.row.layer,
          valueText(layer),
          share(layer.row.top1),
          share(layer.row.agreement),
          formatDecibels(layer.row.outputSqnrDb),
          testText(layer, direction),
        ]),
        valueColumns: [
          ...["Layer", measure.axis.replace(", 95 % interval", ""), "Interval from", "Interval to"],
          ...["Top-1, right", "Agreeing", "Pictures", "Output SQNR (dB)", "p, corrected"],
        ],
        values: ranked.map(({ row, estimate: { value, low, high }, test }) => [
          row.layer,
          measure.toAxis(value),
          low === null ? null : measure.toAxis(low),
          high === null ? null : measure.toAxis(high),
          row.top1.correct,
          row.agreement.correct,
          Math.max(row.top1.total, row.agreement.total),
          row.outputSqnrDb,
          test?.adjustedP ?? null,
        ]),
      }}
    />
  );
});
