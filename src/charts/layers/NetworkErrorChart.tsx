import { useCallback, useEffect, useRef } from "react";
import { Line, ReferenceLine, useActiveTooltipLabel } from "recharts";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import { PLACE_AXIS, xTitle } from "../axes/axis.ts";
import { levelAxis } from "../axes/level-axis.ts";
import { logAxis } from "../axes/log-axis.ts";
import { FramedPlot, numbersUp } from "../frame/Plot.tsx";

export interface NetworkErrorDatum {
  name: string;
  op: string;
  /** Null where the layer has no such error, or it is not known yet. */
  isolated: Record<QuantizedPart, number | null>;
  accumulated: Record<QuantizedPart, number | null>;
}

export interface NetworkErrorChartProps {
  /** In the order of the graph. */
  layers: NetworkErrorDatum[];
  part: QuantizedPart;
  /** The measure with its unit, as the axis title. */
  measure: string;
  format: (value: number) => string;
  scale: "linear" | "log";
  selected: string | null;
  onSelect: (name: string) => void;
}

interface Place {
  place: number;
  layer: NetworkErrorDatum;
  isolated: number | null;
  accumulated: number | null;
}

const HEIGHT = 280;
/** Beyond so many layers the points would run into each other. */
const ROOMY = 40;
const ISOLATED = "var(--lab-error-3)";
const ACCUMULATED = "var(--lab-error-5)";
const VIEWS = ["isolated", "accumulated"] as const;
const NAMES = { isolated: "This layer alone", accumulated: "With all others" } as const;
const PARTS = ["weights", "activations", "both"] as const;

/** Error of every layer's output: of the layer alone, and as it has built up. */
export function NetworkErrorChart(props: NetworkErrorChartProps) {
  const { layers, part, measure, format, scale, selected, onSelect } = props;
  const values = layers.flatMap(({ isolated, accumulated }) => [isolated[part], accumulated[part]]);
  const axis = scale === "log" ? logAxis(values) : levelAxis(values);
  const data = layers.map(
    (layer, i): Place => ({
      place: i + 1,
      layer,
      isolated: axis.height(layer.isolated[part]),
      accumulated: axis.height(layer.accumulated[part]),
    }),
  );
  const text = (value: number | null) => (value === null ? "–" : format(value));
  const choose = useCallback(
    (place: string | number) => {
      const layer = layers.at(Number(place) - 1);
      if (layer) onSelect(layer.name);
    },
    [layers, onSelect],
  );
  const crowded = layers.length > ROOMY;
  const selectedAt = layers.findIndex(({ name }) => name === selected);
  return (
    <FramedPlot
      label={`${measure} through the network, ${part === "both" ? "weights and activations" : part} quantized`}
      height={HEIGHT}
      legend={[
        { label: `${NAMES.isolated} quantized`, colour: ISOLATED },
        { label: `${NAMES.accumulated} quantized`, colour: ACCUMULATED },
      ]}
      table={{
        caption: `${measure} through the network`,
        columns: ["Layer", ...VIEWS.flatMap((view) => PARTS.map((each) => `${NAMES[view]}, ${each}`))],
        rows: layers.map((layer) => [
          layer.name,
          ...VIEWS.flatMap((view) => PARTS.map((each) => text(layer[view][each]))),
        ]),
        values: layers.map((layer) => [
          layer.name,
          ...VIEWS.flatMap((view) => PARTS.map((each) => layer[view][each])),
        ]),
      }}
      hint="Error through the network: arrow keys step through it, Enter chooses a layer"
      data={data}
      margin={{ top: 8, right: 12 }}
      chart={{
        onClick: ({ activeLabel }) => {
          if (activeLabel !== undefined) choose(activeLabel);
        },
      }}
      x={{ ...PLACE_AXIS, scale: "band", label: xTitle("Layer, in the order of the graph") }}
      y={numbersUp(measure, axis, 62)}
      cursor={{ stroke: "var(--lab-line)", strokeWidth: 1 }}
      told={({ place, layer: { name, op, isolated, accumulated } }) => ({
        title: `${place}. ${name} (${op})`,
        lines: [
          { label: NAMES.isolated, value: text(isolated[part]), colour: ISOLATED },
          { label: NAMES.accumulated, value: text(accumulated[part]), colour: ACCUMULATED },
        ],
      })}
      behind={
        selectedAt >= 0 && (
          <ReferenceLine x={selectedAt + 1} stroke="var(--lab-quiet)" strokeDasharray="4 3" />
        )
      }
    >
      <Line
        dataKey="isolated"
        type="step"
        stroke={ISOLATED}
        strokeWidth={1.5}
        strokeDasharray="3 2"
        dot={{ r: crowded ? 1.5 : 2.5, fill: ISOLATED, strokeDasharray: "0" }}
        isAnimationActive={false}
      />
      <Line
        dataKey="accumulated"
        type="step"
        stroke={ACCUMULATED}
        strokeWidth={2}
        dot={!crowded && { r: 2.5, fill: ACCUMULATED }}
        isAnimationActive={false}
      />
      <EnterChooses onChoose={choose} />
    </FramedPlot>
  );
}

interface EnterChoosesProps {
  /** Called with the label on the x axis of what the arrow keys have come to. */
  onChoose: (label: string | number) => void;
}

/** Part of a chart: lets Enter choose what the arrow keys point at, as a click chooses what the pointer is over. */
function EnterChooses({ onChoose }: EnterChoosesProps) {
  const mark = useRef<SVGGElement>(null);
  const label = useActiveTooltipLabel();
  useEffect(() => {
    const chart = mark.current?.closest<HTMLElement>(".recharts-wrapper");
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (key === "Enter" && label !== undefined) onChoose(label);
    };
    chart?.addEventListener("keydown", onKeyDown);
    return () => chart?.removeEventListener("keydown", onKeyDown);
  }, [label, onChoose]);
  return <g ref={mark} />;
}
