import { FirstInferencesChart } from "./FirstInferencesChart.tsx";
import { bell, type ChartExamples } from "./fixtures/example.ts";

const rule = { warmup: 3, runs: 10 };
const settling = (first: number, after: number, seed: number) =>
  bell(13, seed).map((noise, i) => after + first / (i + 1) ** 2 + 0.05 * noise);

export const examples: ChartExamples = {
  "no inference": (
    <FirstInferencesChart times={{ fp32: [], quantized: [] }} quantizedName="INT8" rule={rule} />
  ),
  "one inference": (
    <FirstInferencesChart
      times={{ fp32: [8], quantized: [3] }}
      quantizedName="INT8"
      rule={{ warmup: 0, runs: 1 }}
    />
  ),
  "settling down": (
    <FirstInferencesChart
      times={{ fp32: settling(6, 2, 1), quantized: settling(5, 1, 2) }}
      quantizedName="INT8"
      rule={rule}
    />
  ),
  "times that are not numbers": (
    <FirstInferencesChart
      times={{ fp32: [2, Number.NaN, 2], quantized: [1, 1, Number.POSITIVE_INFINITY] }}
      quantizedName="INT8"
      rule={{ warmup: 0, runs: 3 }}
    />
  ),
};
