import { formatSmall } from "#words/format.ts";
import { bell, type ChartExamples, nothing } from "../fixtures/example.ts";
import { SensitivityChart, type SensitivityDatum } from "./SensitivityChart.tsx";

const row = (
  name: string,
  value: number | null,
  reach: number | null,
  isFinding = false,
): SensitivityDatum => ({
  name,
  value,
  low: value === null || reach === null ? null : value - reach,
  high: value === null || reach === null ? null : value + reach,
  isFinding,
  lines: [{ label: "Loss", value: value === null ? "∞" : formatSmall(value) }],
});
const chart = (rows: SensitivityDatum[], places = rows.length, tested = true) => (
  <SensitivityChart
    label="Accuracy lost by layer"
    rows={rows}
    places={places}
    axis="Images lost"
    tested={tested}
    selected={rows.at(0)?.name ?? null}
    onSelect={nothing}
    table={{
      caption: "Accuracy lost by layer",
      columns: ["Layer", "Images lost"],
      rows: rows.map(({ name, lines }) => [name, lines[0].value]),
    }}
  />
);
const many = bell(20)
  .map((value) => 4 * value + 2)
  .sort((a, b) => b - a);

export const examples: ChartExamples = {
  "no layer yet, six to come": chart([], 6),
  "one layer": chart([row("conv1", 3, 2)]),
  "20 layers, two that are more than chance": chart(
    many.map((value, i) => row(`layer${i + 1}`, value, 3, i < 2)),
  ),
  "half still to come, long names": chart(
    many.slice(0, 10).map((value, i) => row(`features/block_${i + 1}/depthwise/convolution`, value, 3)),
    20,
  ),
  "values without a bar": chart([row("conv1", null, null), row("conv2", 0, 0)], 2, false),
};
