import { bell, type ChartExamples, histogram, nothing } from "../fixtures/example.ts";
import { ActivationHistogramChart } from "./ActivationHistogramChart.tsx";

const [start, width] = [-2, 0.05];
const counts = histogram(bell(5000), start, width, 80);
const marks = [
  { key: "min-max", label: "Min–max", min: -1.9, max: 1.9, isChosen: false },
  { key: "mse", label: "MSE", min: -1.4, max: 1.4, isChosen: true },
];
const shared = { tensor: "conv1_out", onTake: nothing, children: null } as const;

export const examples: ChartExamples = {
  "no value seen": (
    <ActivationHistogramChart
      {...shared}
      start={0}
      width={1}
      counts={[]}
      domain={[0, 1]}
      marks={[]}
      used={{ min: 0, max: 0 }}
      scale="linear"
    />
  ),
  "one value, all in one bin": (
    <ActivationHistogramChart
      {...shared}
      start={0}
      width={1}
      counts={[12]}
      domain={[0, 1]}
      marks={[{ key: "min-max", label: "Min–max", min: 0, max: 1, isChosen: true }]}
      used={{ min: 0, max: 1 }}
      scale="linear"
    />
  ),
  "two methods, linear": (
    <ActivationHistogramChart
      {...shared}
      start={start}
      width={width}
      counts={counts}
      domain={[-2.1, 2.1]}
      marks={marks}
      used={{ min: -1.4, max: 1.4 }}
      scale="linear"
    />
  ),
  "two methods, logarithmic": (
    <ActivationHistogramChart
      {...shared}
      start={start}
      width={width}
      counts={counts}
      domain={[-2.1, 2.1]}
      marks={marks}
      used={{ min: -1.4, max: 1.4 }}
      scale="log"
    />
  ),
};
