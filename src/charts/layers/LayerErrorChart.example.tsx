import { formatDecibels } from "#words/format.ts";
import { bell, type ChartExamples, nothing } from "../fixtures/example.ts";
import { LayerErrorChart, type LayerErrorDatum } from "./LayerErrorChart.tsx";

const chart = (layers: LayerErrorDatum[], scale: "linear" | "log", selected: string | null = null) => (
  <LayerErrorChart
    layers={layers}
    measure="SQNR (dB)"
    format={formatDecibels}
    scale={scale}
    selected={selected}
    onSelect={nothing}
  />
);
const [weights, output] = [bell(30, 1), bell(30, 2)];

export const examples: ChartExamples = {
  "no layer": chart([], "linear"),
  "one layer": chart([{ name: "conv1", weights: 40, output: 30 }], "linear", "conv1"),
  "30 layers, one without weights": chart(
    weights.map((value, i) => ({
      name: `layer${i + 1}`,
      weights: i === 4 ? null : 40 + 8 * value,
      output: 25 + 8 * output[i],
    })),
    "linear",
    "layer9",
  ),
  "30 layers, logarithmic": chart(
    weights.map((value, i) => ({ name: `layer${i + 1}`, weights: 10 ** value, output: 10 ** output[i] })),
    "log",
  ),
  "values that are not numbers": chart(
    [
      { name: "conv1", weights: Number.POSITIVE_INFINITY, output: 20 },
      { name: "conv2", weights: 30, output: Number.NaN },
      { name: "conv3", weights: 30, output: Number.NEGATIVE_INFINITY },
    ],
    "linear",
  ),
};
