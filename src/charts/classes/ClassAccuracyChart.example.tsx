import { bell, type ChartExamples } from "../fixtures/example.ts";
import { ClassAccuracyChart } from "./ClassAccuracyChart.tsx";

const scores = (count: number, seed: number) =>
  bell(count, seed).map((value) => ({ correct: Math.min(20, Math.round(16 + 4 * value)), total: 20 }));
const named = (count: number) => Array.from({ length: count }, (_, i) => `class ${i + 1}`);
const many = (count: number) => (
  <ClassAccuracyChart
    classNames={named(count)}
    fp32={scores(count, 1)}
    quantized={scores(count, 2)}
    quantizedName="INT8"
    pValues={named(count).map((_, i) => (i === 1 ? 0.0004 : 0.4))}
  />
);

export const examples: ChartExamples = {
  "no class": (
    <ClassAccuracyChart classNames={[]} fp32={[]} quantized={[]} quantizedName="INT8" pValues={[]} />
  ),
  "one class": (
    <ClassAccuracyChart
      classNames={["cat"]}
      fp32={[{ correct: 19, total: 20 }]}
      quantized={[{ correct: 17, total: 20 }]}
      quantizedName="INT8"
      pValues={[0.5]}
    />
  ),
  "ten classes, one change that is more than chance": many(10),
  "a thousand classes, by pages": many(1000),
  "quantized still to come, a class without images, long names": (
    <ClassAccuracyChart
      classNames={["an extraordinarily long name of a class", "empty"]}
      fp32={[
        { correct: 3, total: 4 },
        { correct: 0, total: 0 },
      ]}
      quantized={null}
      quantizedName="W4A8"
      pValues={[null, null]}
    />
  ),
};
