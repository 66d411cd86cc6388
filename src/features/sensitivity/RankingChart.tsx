import type { SensitivityDatum } from "#charts/SensitivityChart.tsx";
import { SensitivityChart } from "#charts/SensitivityChart.tsx";
import type { SweepDirection } from "#protocol/sensitivity.ts";
import { formatDecibels, formatPercent } from "#ui/format.ts";
import { testText } from "./sweep-columns.tsx";
import type { SweepMeasure } from "./sweep-measures.ts";
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

/** The layers that matter most by one measure. */
export function RankingChart(props: RankingChartProps) {
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
        { label: measure.short, value: valueText(layer) },
        { label: "Top-1 with it", value: share(layer.row.top1) },
        { label: "Agreement with it", value: share(layer.row.agreement) },
        { label: "Output SQNR", value: formatDecibels(layer.row.outputSqnrDb) },
        ...(layer.test ? [{ label: "Pictures", value: testText(layer) }] : []),
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
          testText(layer),
        ]),
      }}
    />
  );
}
