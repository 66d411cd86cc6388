import { Bar, ReferenceArea, ReferenceLine } from "recharts";
import { formatCount } from "#words/format.ts";
import { CURSOR } from "../axes/axis.ts";
import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { FramedPlot, linearScale, numbersAcross, numbersUp } from "../frame/Plot.tsx";

export interface MiniErrorChartProps {
  label: string;
  /** Of the bins, in steps; the outermost hold what lies beyond where `isCut`. */
  limit: number;
  width: number;
  counts: ArrayLike<number>;
  isCut: boolean;
  /** Values per bin of an error that is evenly spread over one step. */
  even: number;
}

const HEIGHT = 220;
const INSIDE = "var(--lab-error-3)";
const BEYOND = "var(--lab-error-5)";

/** How often which error occurs, against half a step to either side. */
export function MiniErrorChart({ label, limit, width, counts, isCut, even }: MiniErrorChartProps) {
  const bins = Array.from(counts, (count, i) => {
    const from = -limit + i * width;
    const isInside = from >= -0.5 - 1e-9 && from + width <= 0.5 + 1e-9;
    return {
      from,
      middle: from + width / 2,
      count,
      inside: isInside ? count : 0,
      beyond: isInside ? 0 : count,
    };
  });
  const most = bins.reduce((largest, { count }) => Math.max(largest, count), even);
  const range = (from: number, i: number) => {
    if (isCut && i === 0) return `below ${tickText(from + width)}`;
    if (isCut && i === bins.length - 1) return `above ${tickText(from)}`;
    return `${tickText(from)} to ${tickText(from + width)}`;
  };
  return (
    <FramedPlot
      label={label}
      height={HEIGHT}
      legend={[
        { label: "Rounded: within half a step", colour: INSIDE },
        { label: "Clipped: beyond", colour: BEYOND },
        { label: "Evenly spread, as s²/12 supposes", colour: "var(--lab-quiet)" },
      ]}
      table={{
        caption: `${label}, in steps`,
        columns: ["Error in steps", "Values"],
        rows: bins.map(({ from, count }, i) => [range(from, i), formatCount(count)]),
        values: bins.map(({ from, count }, i) => [range(from, i), count]),
      }}
      hint={`${label}: arrow keys step through it`}
      data={bins}
      margin={{ top: 20, right: 10 }}
      chart={{ barCategoryGap: 0 }}
      x={numbersAcross(
        "middle",
        "Error x − x̂ in steps s",
        [-limit, limit],
        limit > 1 ? niceTicks(-limit, limit, 8) : [-0.5, -0.25, 0, 0.25, 0.5],
      )}
      y={numbersUp("Values (count)", linearScale(0, most * 1.05, 4))}
      cursor={CURSOR}
      told={(bin) => ({
        title: `${range(bin.from, bins.indexOf(bin))} s`,
        lines: [{ label: "Values", value: formatCount(bin.count) }],
      })}
      behind={<ReferenceArea x1={-0.5} x2={0.5} fill={INSIDE} fillOpacity={0.1} />}
    >
      <Bar dataKey="inside" stackId="error" fill={INSIDE} isAnimationActive={false} />
      <Bar dataKey="beyond" stackId="error" fill={BEYOND} isAnimationActive={false} />
      <ReferenceLine
        segment={[
          { x: -0.5, y: even },
          { x: 0.5, y: even },
        ]}
        stroke="var(--lab-quiet)"
        strokeDasharray="5 3"
      />
      {[-0.5, 0.5].map((end) => (
        <ReferenceLine
          key={end}
          x={end}
          stroke="var(--lab-quiet)"
          label={{
            value: end < 0 ? "−s/2" : "s/2",
            position: "top",
            fill: "var(--lab-quiet)",
            fontSize: 12,
          }}
        />
      ))}
    </FramedPlot>
  );
}
