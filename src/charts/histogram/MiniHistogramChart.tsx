import { usePlotArea, useXAxisScale, useYAxisScale } from "recharts";
import { formatCount, formatSmall } from "#words/format.ts";
import { countAxis } from "../axes/count-axis.ts";
import { AFTER, BEFORE, HistogramChart } from "./Histogram.tsx";

export interface Spike {
  at: number;
  count: number;
}

export interface MiniHistogramChartProps {
  label: string;
  start: number;
  width: number;
  before: ArrayLike<number>;
  spikes: Spike[];
  unit: "step" | "bin";
  domain: [number, number];
}

/** Values before as a surface, after as spikes at the values that integer levels stand for. */
export function MiniHistogramChart(props: MiniHistogramChartProps) {
  const { label, start, width, before, spikes, unit, domain } = props;
  const after = new Float64Array(before.length);
  const inUse = new Float64Array(before.length);
  let most = 1;
  for (const { at, count } of spikes) {
    // What a level stands for may lie somewhat beyond the values: it counts in the bin at that end.
    const bin = Math.min(Math.max(Math.floor((at - start) / width), 0), before.length - 1);
    after[bin] += count;
    inUse[bin]++;
    most = Math.max(most, count);
  }
  for (let i = 0; i < before.length; i++) most = Math.max(most, before[i]);
  return (
    <HistogramChart
      label={label}
      caption={`${label}, per bin`}
      height={220}
      hint={`${label}: arrow keys step through it`}
      legend={[
        { label: "FP32", colour: BEFORE },
        { label: "Read back from its codes", colour: AFTER },
      ]}
      columns={[
        { label: `FP32 per ${unit}`, values: before, text: formatSmall, colour: BEFORE },
        { label: "Read back", values: after, text: formatCount, colour: AFTER },
        { label: "Codes in use", values: inUse, text: String },
      ]}
      {...{ start, width, domain }}
      axis={countAxis("linear", most)}
      xTitle="Value"
      yTitle={`Values per ${unit}`}
    >
      <Spikes spikes={spikes} />
    </HistogramChart>
  );
}

/** One path: hundreds of spikes cost one element. */
function Spikes({ spikes }: { spikes: Spike[] }) {
  const [x, y, plot] = [useXAxisScale(), useYAxisScale(), usePlotArea()];
  if (!x || !y || !plot) return null;
  const foot = plot.y + plot.height;
  const path = spikes.map(
    ({ at, count }) => `M${Number(x(at)).toFixed(1)},${foot}V${Number(y(count)).toFixed(1)}`,
  );
  const room = plot.width / Math.max(spikes.length, 1);
  return (
    <path
      d={path.join("")}
      fill="none"
      stroke={AFTER}
      strokeWidth={Math.min(3, Math.max(0.9, room / 3))}
      pointerEvents="none"
    />
  );
}
