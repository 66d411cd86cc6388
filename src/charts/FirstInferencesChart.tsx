import { Line, ReferenceArea } from "recharts";
import type { ColdTimes, TimingRule } from "#lessons/cold-timing.ts";
import { formatMs } from "#words/format.ts";
import { PLACE_AXIS, xTitle, yTitle } from "./axes/axis.ts";
import { FramedPlot } from "./frame/Plot.tsx";

export interface FirstInferencesChartProps {
  times: ColdTimes;
  quantizedName: string;
  /** The inferences that count are marked. */
  rule: TimingRule;
}

interface Inference {
  place: number;
  fp32: number;
  quantized: number;
}

const HEIGHT = 220;
const FP32 = "var(--lab-fp32)";
const QUANTIZED = "var(--lab-quantized)";

/** The times of two freshly opened networks, inference by inference. */
export function FirstInferencesChart({ times, quantizedName, rule }: FirstInferencesChartProps) {
  const data = times.fp32.map(
    (fp32, i): Inference => ({ place: i + 1, fp32, quantized: times.quantized[i] }),
  );
  const line = { type: "linear", strokeWidth: 1.5, isAnimationActive: false } as const;
  return (
    <FramedPlot
      label="Time of each inference after opening the networks"
      height={HEIGHT}
      legend={[
        { label: "FP32", colour: FP32 },
        { label: quantizedName, colour: QUANTIZED },
        { label: "Counted", colour: "var(--lab-line)" },
      ]}
      table={{
        caption: "Times of the inferences",
        columns: ["Inference", "FP32 (ms)", `${quantizedName} (ms)`],
        rows: data.map(({ place, fp32, quantized }) => [
          String(place),
          fp32.toFixed(2),
          quantized.toFixed(2),
        ]),
        values: data.map(({ place, fp32, quantized }) => [place, fp32, quantized]),
      }}
      hint="Times of the inferences: arrow keys step through them"
      data={data}
      margin={{ top: 8, right: 12 }}
      x={{ ...PLACE_AXIS, scale: "band", label: xTitle("Inference, in order") }}
      y={{ domain: [0, "auto"], width: 62, label: yTitle("Time (ms)") }}
      cursor={{ stroke: "var(--lab-line)", strokeWidth: 1 }}
      told={({ place, fp32, quantized }) => ({
        title: `Inference ${place}`,
        lines: [
          { label: "FP32", value: formatMs(fp32), colour: FP32 },
          { label: quantizedName, value: formatMs(quantized), colour: QUANTIZED },
        ],
      })}
      behind={
        <ReferenceArea
          x1={rule.warmup + 1}
          x2={rule.warmup + rule.runs}
          fill="var(--lab-line)"
          fillOpacity={0.6}
        />
      }
    >
      <Line {...line} dataKey="fp32" stroke={FP32} dot={{ r: 2, fill: FP32 }} />
      <Line {...line} dataKey="quantized" stroke={QUANTIZED} dot={{ r: 2, fill: QUANTIZED }} />
    </FramedPlot>
  );
}
