import { bell, type ChartExamples, histogram } from "../fixtures/example.ts";
import { MiniHistogramChart } from "./MiniHistogramChart.tsx";

const step = 0.25;
const values = bell(1000);
const spikes = Array.from({ length: 15 }, (_, i) => {
  const at = (i - 7) * step;
  return { at, count: values.filter((value) => Math.round(value / step) * step === at).length };
});

export const examples: ChartExamples = {
  "no value": (
    <MiniHistogramChart
      label="Values"
      start={-1}
      width={0.5}
      before={[0, 0, 0, 0]}
      spikes={[]}
      unit="bin"
      domain={[-1, 1]}
    />
  ),
  "one value": (
    <MiniHistogramChart
      label="Values"
      start={0}
      width={1}
      before={[1]}
      spikes={[{ at: 0.5, count: 1 }]}
      unit="bin"
      domain={[0, 1]}
    />
  ),
  "a thousand values on 15 levels": (
    <MiniHistogramChart
      label="Values"
      start={-2}
      width={0.05}
      before={histogram(values, -2, 0.05, 80)}
      spikes={spikes}
      unit="step"
      domain={[-2, 2]}
    />
  ),
  "a level beyond the values": (
    <MiniHistogramChart
      label="Values"
      start={-1}
      width={0.5}
      before={[1, 5, 4, 2]}
      spikes={[{ at: 1.2, count: 12 }]}
      unit="bin"
      domain={[-1.2, 1.2]}
    />
  ),
};
