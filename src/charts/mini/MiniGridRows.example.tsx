import { bell, type ChartExamples, histogram } from "../fixtures/example.ts";
import { MiniGridRows } from "./MiniGridRows.tsx";

const even = (step: number, count: number) =>
  Array.from({ length: count }, (_, i) => (i - (count - 1) / 2) * step);
const shape = histogram(bell(800), -2, 0.2, 20).map((count) => count / 160);

export const examples: ChartExamples = {
  "no grid": <MiniGridRows label="Grids" rows={[]} domain={[-2, 2]} shape={[]} />,
  "one grid of one level": (
    <MiniGridRows label="Grids" rows={[{ name: "INT2", levels: [0] }]} domain={[-2, 2]} shape={[1]} />
  ),
  "three grids, the finest a comb": (
    <MiniGridRows
      label="Grids"
      rows={[
        { name: "INT8", levels: even(2 / 127, 255) },
        { name: "INT4", levels: even(2 / 7, 15) },
        { name: "INT2", levels: even(2, 3) },
      ]}
      domain={[-2, 2]}
      shape={shape}
    />
  ),
  "no level within the values": (
    <MiniGridRows label="Grids" rows={[{ name: "INT4", levels: [5, 6] }]} domain={[0, 2]} shape={shape} />
  ),
};
