import { formatDecibels } from "#words/format.ts";
import { bell, type ChartExamples, nothing } from "../fixtures/example.ts";
import { NetworkErrorChart, type NetworkErrorDatum } from "./NetworkErrorChart.tsx";

const both = (value: number | null) => ({ weights: value, activations: value, both: value });
const layer = (i: number, isolated: number | null, accumulated: number | null): NetworkErrorDatum => ({
  name: `layer${i + 1}`,
  op: "Conv",
  isolated: both(isolated),
  accumulated: both(accumulated),
});
const chart = (layers: NetworkErrorDatum[], scale: "linear" | "log" = "linear") => (
  <NetworkErrorChart
    layers={layers}
    part="both"
    measure="SQNR (dB)"
    format={formatDecibels}
    scale={scale}
    selected={layers.at(0)?.name ?? null}
    onSelect={nothing}
  />
);
const noise = bell(60);

export const examples: ChartExamples = {
  "no layer": chart([]),
  "one layer": chart([layer(0, 40, 40)]),
  "20 layers": chart(noise.slice(0, 20).map((value, i) => layer(i, 40 + 4 * value, 38 - i + value))),
  "60 layers, half of them still to come": chart(
    noise.map((value, i) => (i < 30 ? layer(i, 40 + 4 * value, 38 - i / 4) : layer(i, null, null))),
  ),
  "values that are not numbers": chart([
    layer(0, Number.POSITIVE_INFINITY, 40),
    layer(1, 40, Number.NaN),
    layer(2, 38, Number.NEGATIVE_INFINITY),
    layer(3, 38, 20),
  ]),
};
