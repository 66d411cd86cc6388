import { formatSmall } from "#words/format.ts";
import { bell, type ChartExamples } from "../fixtures/example.ts";
import { BeforeAfterChart, type BeforeAfterDatum } from "./BeforeAfterChart.tsx";

const chart = (rows: BeforeAfterDatum[]) => (
  <BeforeAfterChart
    label="Mean shift of the outputs"
    rows={rows}
    measure="Mean shift"
    before="Before"
    after="After bias correction"
    each="Layer"
    more={["Channels"]}
    format={formatSmall}
  />
);
const [before, after] = [bell(24, 1), bell(24, 2)];

export const examples: ChartExamples = {
  "no layer": chart([]),
  "one layer": chart([{ name: "conv1", before: 0.4, after: 0.02, more: ["16"] }]),
  "24 layers": chart(
    before.map((value, i) => ({
      name: `conv${i + 1}`,
      before: 10 ** (value - i / 12),
      after: 10 ** (after[i] - 1 - i / 12),
      more: [String(8 * (i + 1))],
    })),
  ),
  "nothing left, and values that are not numbers": chart([
    { name: "conv1", before: 0.4, after: 0, more: ["16"] },
    { name: "conv2", before: Number.NaN, after: 0.1, more: ["16"] },
    { name: "conv3", before: Number.POSITIVE_INFINITY, after: 0.1, more: ["16"] },
  ]),
};
