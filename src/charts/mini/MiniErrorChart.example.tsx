import { bell, type ChartExamples, histogram } from "../fixtures/example.ts";
import { MiniErrorChart } from "./MiniErrorChart.tsx";

const chart = (limit: number, width: number, counts: number[], isCut: boolean, even: number) => (
  <MiniErrorChart label="Error" limit={limit} width={width} counts={counts} isCut={isCut} even={even} />
);
const errors = bell(1000);

export const examples: ChartExamples = {
  "no value": chart(0.5, 0.1, new Array(10).fill(0), false, 0),
  "one value": chart(0.5, 0.1, [0, 0, 0, 0, 1, 0, 0, 0, 0, 0], false, 0.1),
  "within half a step": chart(
    0.5,
    0.05,
    histogram(
      errors.map((value) => value - Math.round(value)),
      -0.5,
      0.05,
      20,
    ),
    false,
    50,
  ),
  "clipped, and cut at both ends": chart(2, 0.1, histogram(errors, -2, 0.1, 40), true, 100),
};
