import { Bar, BarChart, CartesianGrid, Cell, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { CURSOR, GRID, PLACE_AXIS, xTitle, Y_AXIS, yTitle } from "./axis.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { ChartTooltip } from "./ChartTooltip.tsx";
import { logAxis } from "./log-axis.ts";

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

const HEIGHT = 260;
/** Powers of ten below the smallest value, so that its bar can be seen. */
const BAR_FOOT = 0.2;
const WEIGHTS = "var(--lab-error-2)";
const OUTPUT = "var(--lab-error-4)";

/** One error measure over all layers, of their weights and of their outputs. */
export function LayerErrorChart(props: LayerErrorChartProps) {
  const { layers, measure, format, scale, selected, onSelect } = props;
  const axis =
    scale === "log"
      ? logAxis(
          layers.flatMap(({ weights, output }) => [weights, output]),
          BAR_FOOT,
        )
      : null;
  const data = layers.map((layer, i) => ({
    layer,
    place: i + 1,
    weights: finite(axis ? axis.height(layer.weights) : layer.weights),
    output: finite(axis ? axis.height(layer.output) : layer.output),
  }));
  const text = (value: number | null) => (value === null ? "–" : format(value));
  const select = (place: number) => onSelect(layers[place].name);
  return (
    <ChartFrame
      label={`${measure} per layer, of weights and of outputs`}
      height={HEIGHT}
      legend={[
        { label: "Weights", colour: WEIGHTS },
        { label: "Output", colour: OUTPUT },
      ]}
      table={{
        caption: `${measure} per layer`,
        columns: ["Layer", "Weights", "Output"],
        rows: layers.map(({ name, weights, output }) => [name, text(weights), text(output)]),
      }}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <BarChart
          aria-label="Error per layer: arrow keys step through it"
          data={data}
          barGap={0}
          barCategoryGap="18%"
          margin={{ top: 4, right: 8, bottom: 4, left: 8 }}
        >
          <CartesianGrid {...GRID} />
          <XAxis {...PLACE_AXIS} label={xTitle("Layer, in the order of the graph")} />
          <YAxis
            {...Y_AXIS}
            domain={axis?.domain}
            ticks={axis?.ticks}
            tickFormatter={axis?.tickText}
            width={58}
            label={yTitle(measure)}
          />
          <Tooltip
            cursor={CURSOR}
            isAnimationActive={false}
            content={({ active, payload }) => {
              const layer: LayerErrorDatum | undefined = payload?.[0]?.payload?.layer;
              if (!active || !layer) return null;
              return (
                <ChartTooltip
                  title={layer.name}
                  lines={[
                    { label: "Weights", value: text(layer.weights) },
                    { label: "Output", value: text(layer.output) },
                  ]}
                />
              );
            }}
          />
          {(["weights", "output"] as const).map((part) => (
            <Bar
              key={part}
              dataKey={part}
              fill={part === "weights" ? WEIGHTS : OUTPUT}
              maxBarSize={14}
              isAnimationActive={false}
              onClick={(_bar, place) => select(place)}
              cursor="pointer"
            >
              {layers.map(({ name }) => (
                <Cell key={name} opacity={selected === null || selected === name ? 1 : 0.45} />
              ))}
            </Bar>
          ))}
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

/** An exact tensor has infinite SQNR: no bar can say so, the table does. */
const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
