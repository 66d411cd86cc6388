import type { ChartExamples } from "../fixtures/example.ts";
import { MiniLens } from "./MiniLens.tsx";

const levels = Array.from({ length: 15 }, (_, i) => (i - 7) * 0.25);

export const examples: ChartExamples = {
  "two levels": <MiniLens name="" looked={{ x: 0, code: 0, value: 0 }} levels={[0, 0.25]} firstCode={0} />,
  "a value between two levels": (
    <MiniLens name="A" looked={{ x: 0.36, code: 1, value: 0.25 }} levels={levels} firstCode={-7} />
  ),
  "a clipped value, far beyond the last level": (
    <MiniLens name="B" looked={{ x: 9, code: 7, value: 1.75 }} levels={levels} firstCode={-7} />
  ),
};
