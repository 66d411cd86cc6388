import type { ChartExamples } from "../fixtures/example.ts";
import { MiniFormatChart } from "./MiniFormatChart.tsx";

const row = (name: string, bits: number, sqnrDb: number) => ({
  name,
  bits,
  sqnrDb,
  mse: 10 ** (-sqnrDb / 10),
  maxAbsError: 2 ** -bits,
});

export const examples: ChartExamples = {
  "no format": <MiniFormatChart label="SQNR by format" rows={[]} />,
  "one format": <MiniFormatChart label="SQNR by format" rows={[row("INT8", 8, 41.2)]} />,
  "six formats": (
    <MiniFormatChart
      label="SQNR by format"
      rows={[
        row("BF16", 16, 52.4),
        row("FP16", 16, 71.3),
        row("INT8", 8, 41.2),
        row("FP8", 8, 31.5),
        row("INT4", 4, 17.1),
        row("INT2", 2, 3.2),
      ]}
    />
  ),
  "nothing lost, all lost, and not a number": (
    <MiniFormatChart
      label="SQNR by format"
      rows={[
        row("FP16", 16, Number.POSITIVE_INFINITY),
        row("INT8", 8, Number.NEGATIVE_INFINITY),
        row("INT4", 4, Number.NaN),
      ]}
    />
  ),
};
