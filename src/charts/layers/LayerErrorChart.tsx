import { Line, usePlotArea, useYAxisScale } from "recharts";
import { type LogAxis, logAxis } from "../axes/log-axis.ts";
import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { FramedPlot, numbersAcross, numbersUp } from "../frame/Plot.tsx";

export interface LayerErrorDatum {
  name: string;
  /** Null where the layer has no such number. */
  weights: number | null;
  output: number | null;
}

export interface LayerErrorChartProps {
  layers: LayerErrorDatum[];
  /** The measure with its unit, as the axis title. */
  measure: string;
  format: (value: number) => string;
  scale: "linear" | "log";
  selected: string | null;
  onSelect: (name: string) => void;
}

interface Datum {
  layer: LayerErrorDatum;
  place: number;
  weights: number | null;
  output: number | null;
}

const HEIGHT = 260;
/** Powers of ten below the smallest value, so that its bar can be seen. */
const BAR_FOOT = 0.2;
/** Part of a layer's place that its bars take. */
const FILLED = 0.82;
const WIDEST_BAR = 14;
const WEIGHTS = "var(--lab-error-2)";
const OUTPUT = "var(--lab-error-4)";
const BROKEN = "var(--lab-error-5)";
/** Half the side of a cross, in pixels. */
const CROSS = 4;

/** One error measure over all layers, of their weights and of their outputs. */
export function LayerErrorChart(props: LayerErrorChartProps) {
  const { layers, measure, format, scale, selected, onSelect } = props;
  const axis = axisOf(layers, scale);
  const data = layers.map(
    (layer, i): Datum => ({
      layer,
      place: i + 1,
      weights: finite(axis.height(layer.weights)),
      output: finite(axis.height(layer.output)),
    }),
  );
  const text = (value: number | null) => (value === null ? "–" : format(value));
  return (
    <FramedPlot
      label={`${measure} per layer, of weights and of outputs`}
      height={HEIGHT}
      legend={[
        { label: "Weights", colour: WEIGHTS },
        { label: "Output", colour: OUTPUT },
        ...(layers.some(({ weights, output }) => isBroken(weights) || isBroken(output))
          ? [{ label: "A cross: not a number, or no signal", colour: BROKEN }]
          : []),
      ]}
      table={{
        caption: `${measure} per layer`,
        columns: ["Layer", "Weights", "Output"],
        rows: layers.map(({ name, weights, output }) => [name, text(weights), text(output)]),
        values: layers.map(({ name, weights, output }) => [name, weights, output]),
      }}
      hint="Error per layer: arrow keys step through it"
      data={data}
      margin={{ top: 4 }}
      chart={{
        cursor: "pointer",
        onClick: ({ activeTooltipIndex }) => {
          const layer = layers[Number(activeTooltipIndex ?? -1)];
          if (layer) onSelect(layer.name);
        },
      }}
      x={numbersAcross(
        "place",
        "Layer, in the order of the graph",
        [0.5, layers.length + 0.5],
        niceTicks(1, layers.length, 16).filter(Number.isInteger),
      )}
      y={numbersUp(measure, axis)}
      told={({ layer }) => ({
        title: layer.name,
        lines: [
          { label: "Weights", value: text(layer.weights) },
          { label: "Output", value: text(layer.output) },
        ],
      })}
      behind={<Bars data={data} selected={selected} />}
    >
      <Line dataKey={onFoot} stroke="none" dot={false} activeDot={false} isAnimationActive={false} />
    </FramedPlot>
  );
}

function axisOf(layers: LayerErrorDatum[], scale: "linear" | "log"): LogAxis {
  const values = layers.flatMap(({ weights, output }) => [weights, output]);
  if (scale === "log") return logAxis(values, BAR_FOOT);
  const known = values.map(finite).filter((value) => value !== null);
  const domain: [number, number] = [Math.min(0, ...known), Math.max(1, ...known) * 1.05];
  return { height: (value) => value, domain, ticks: niceTicks(...domain, 5), tickText };
}

/** What the tooltip goes by: every layer has a place, if not a number. */
const onFoot = () => 0;

interface BarsProps {
  data: Datum[];
  selected: string | null;
}

/** Two bars per layer, as one path each for all that look alike: a network of a thousand layers costs four. */
function Bars({ data, selected }: BarsProps) {
  const y = useYAxisScale();
  const plot = usePlotArea();
  if (!y || !plot) return null;
  const step = plot.width / data.length;
  const width = Math.min(WIDEST_BAR, (step * FILLED) / 2);
  const foot = Number(y(0));
  const pathOf = (part: "weights" | "output", isSelected: boolean) =>
    data
      .map(({ layer, place, [part]: height }) => {
        if (height === null || (layer.name === selected) !== isSelected) return "";
        const x = plot.x + (place - 0.5) * step - (part === "weights" ? width : 0);
        return `M${x.toFixed(1)},${foot}V${Number(y(height)).toFixed(1)}h${width.toFixed(2)}V${foot}z`;
      })
      .join("");
  const crosses = data.map(({ layer, place }) => {
    if (!isBroken(layer.weights) && !isBroken(layer.output)) return "";
    const x = plot.x + (place - 0.5) * step;
    return `M${(x - CROSS).toFixed(1)},${foot - 2 * CROSS}l${2 * CROSS},${2 * CROSS}m0,${-2 * CROSS}l${-2 * CROSS},${2 * CROSS}`;
  });
  const parts = [
    { part: "weights", colour: WEIGHTS },
    { part: "output", colour: OUTPUT },
  ] as const;
  return (
    <>
      {parts.map(({ part, colour }) => (
        <g key={part} fill={colour}>
          <path d={pathOf(part, false)} opacity={selected === null ? 1 : 0.45} />
          <path d={pathOf(part, true)} />
        </g>
      ))}
      <path d={crosses.join("")} stroke={BROKEN} strokeWidth={2} fill="none" />
    </>
  );
}

/** What no bar can say, and must not look like a tensor without error. */
const isBroken = (value: number | null): boolean => Number.isNaN(value) || value === -Infinity;

/** An exact tensor has infinite SQNR: no bar can say so, the table does. */
const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
