import { type ChartExamples, nothing } from "../fixtures/example.ts";
import { MiniNumberLine } from "./MiniNumberLine.tsx";

const step = 0.25;
const levels = Array.from({ length: 15 }, (_, i) => (i - 7) * step);
const trip = (x: number) => {
  const code = Math.max(-7, Math.min(7, Math.round(x / step)));
  return { x, code, value: code * step };
};
const shared = { name: "", levels, firstCode: -7, domain: [-2, 2] as [number, number], onLook: nothing };

export const examples: ChartExamples = {
  "no value but the one looked at": <MiniNumberLine {...shared} values={[]} looked={trip(0)} />,
  "one value": <MiniNumberLine {...shared} values={[trip(0.4)]} looked={trip(0.4)} />,
  "five values, one of them clipped": (
    <MiniNumberLine {...shared} name="A" values={[-1.3, -0.4, 0, 0.7, 1.95].map(trip)} looked={trip(1.95)} />
  ),
};
