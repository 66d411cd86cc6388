import { bell, type ChartExamples, histogram } from "../fixtures/example.ts";
import { WeightHistogramChart } from "./WeightHistogramChart.tsx";

const [start, width, bins] = [-2, 0.05, 80];
const step = 0.25;
const weights = bell(4000);
const rounded = weights.map((value) => Math.max(-1.5, Math.min(1.5, Math.round(value / step) * step)));
const histograms = {
  start,
  width,
  fp32: histogram(weights, start, width, bins),
  quantized: histogram(rounded, start, width, bins),
  quantizedName: "INT4",
};

export const examples: ChartExamples = {
  "no weight": (
    <WeightHistogramChart
      start={0}
      width={1}
      fp32={[]}
      quantized={[]}
      levels={[]}
      grid={null}
      quantizedName="INT8"
      scale="linear"
    />
  ),
  "one weight": (
    <WeightHistogramChart
      start={0}
      width={1}
      fp32={[1]}
      quantized={[1]}
      levels={[0, 1]}
      grid={{ min: 0, max: 1 }}
      quantizedName="INT8"
      scale="linear"
    />
  ),
  "one coarse grid that clips": (
    <WeightHistogramChart
      {...histograms}
      levels={Array.from({ length: 13 }, (_, i) => -1.5 + i * step)}
      grid={{ min: -1.5, max: 1.5 }}
      scale="linear"
    />
  ),
  "a grid for each channel, logarithmic": (
    <WeightHistogramChart {...histograms} levels={[]} grid={null} scale="log" />
  ),
};
