import { bell, type ChartExamples } from "../fixtures/example.ts";
import { ScatterChart } from "./ScatterChart.tsx";

const chart = (fp32: number[], quantized: number[]) => (
  <ScatterChart label="Outputs of conv1" fp32={fp32} quantized={quantized} quantizedName="INT8" />
);
const values = bell(2000);
const step = 0.125;

export const examples: ChartExamples = {
  "no value": chart([], []),
  "one value": chart([0.5], [0.5]),
  "2,000 values on a coarse grid": chart(
    values,
    values.map((value) => Math.round(value / step) * step),
  ),
  "values that are not numbers": chart([0, 1, Number.NaN, 2], [0, Number.NaN, 1, Number.POSITIVE_INFINITY]),
};
