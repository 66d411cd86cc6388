import { SegmentedControl, Skeleton } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import { NetworkErrorChart, type NetworkErrorDatum } from "#charts/layers/NetworkErrorChart.tsx";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { TensorError } from "#numerics/errors/errors.ts";
import type { NetworkErrors } from "#protocol/network-errors.ts";
import { useLab } from "#store/lab-context.ts";
import { formatDecibels, formatSmall } from "#words/format.ts";
import classes from "./NetworkErrorsResults.module.css";

const PARTS: { value: QuantizedPart; label: string }[] = [
  { value: "weights", label: "Weights" },
  { value: "activations", label: "Activations" },
  { value: "both", label: "Both" },
];

export interface NetworkErrorsResultsProps {
  /** Null until the first are there. */
  errors: NetworkErrors | null;
  /** Whether more is to come: now, or if it is gone on with. */
  state: "running" | "cut" | "done";
  part: QuantizedPart;
  onPart: (part: QuantizedPart) => void;
}

/** The chart, and what of it is drawn. */
export const NetworkErrorsResults = memo(function NetworkErrorsResults(props: NetworkErrorsResultsProps) {
  const { errors, state, part, onPart } = props;
  const { selectedLayer, selectLayer } = useLab(({ selectedLayer, selectLayer }) => ({
    selectedLayer,
    selectLayer,
  }));
  const [measure, setMeasure] = useState(ERROR_MEASURES[0]);
  const layers = useMemo(
    () =>
      (errors?.layers ?? []).map(({ name, op, isolated, accumulated }): NetworkErrorDatum => {
        const valuesOf = (errorsOf: typeof isolated) => ({
          weights: errorsOf.weights?.[measure.key] ?? null,
          activations: errorsOf.activations?.[measure.key] ?? null,
          both: errorsOf.both?.[measure.key] ?? null,
        });
        return { name, op, isolated: valuesOf(isolated), accumulated: valuesOf(accumulated) };
      }),
    [errors, measure],
  );
  const isMissing = errors !== null && layers.every(({ accumulated }) => accumulated[part] === null);
  return (
    <div className={classes.results}>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label="What is quantized"
          data={PARTS}
          value={part}
          onChange={(value) => onPart(value as QuantizedPart)}
        />
        <SegmentedControl
          size="xs"
          aria-label="Measure of the error through the network"
          data={ERROR_MEASURES.map(({ key, short }) => ({ value: key, label: short }))}
          value={measure.key}
          onChange={(key) => setMeasure(ERROR_MEASURES.find((each) => each.key === key) ?? measure)}
        />
      </div>
      {isMissing && <p className={classes.none}>{WHY_NONE[state]}</p>}
      {errors ? (
        <NetworkErrorChart
          layers={layers}
          part={part}
          measure={measure.axis}
          format={measure.format}
          scale={measure.scale}
          selected={selectedLayer}
          onSelect={selectLayer}
        />
      ) : (
        <Skeleton height={340} animate={false} />
      )}
    </div>
  );
});

/** Why there is nothing of a part to be drawn. */
const WHY_NONE: Record<NetworkErrorsResultsProps["state"], string> = {
  running: "This part is still on its way.",
  cut: "Measuring was cut short before this part.",
  done: "In weight-only mode no activation is rounded: there is no such error.",
};

/** A way to put the error of a layer's output into one number. */
interface ErrorMeasure {
  key: Exclude<keyof TensorError, "maxAbsError">;
  /** On the switch. */
  short: string;
  /** As an axis title, with the unit. */
  axis: string;
  scale: "linear" | "log";
  format: (value: number) => string;
}

const ERROR_MEASURES: readonly ErrorMeasure[] = [
  { key: "sqnrDb", short: "SQNR", axis: "SQNR of the output (dB)", scale: "linear", format: formatDecibels },
  { key: "mse", short: "MSE", axis: "MSE of the output", scale: "log", format: formatSmall },
];
