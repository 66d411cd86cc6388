import { formatDecibels, formatMicroseconds, formatSmall } from "#ui/format.ts";
import type { LayerRow, SortKey } from "./layer-rows.ts";

export interface LayerColumn {
  key: SortKey;
  heading: string;
  /** Columns of one group stand together under its heading. */
  group: "layer" | "weights" | "output" | "time";
  width: number;
  /** Set on the first column of a group but the table's first: a line stands before it. */
  first?: true;
  text: (row: LayerRow) => string;
}

const number =
  (key: SortKey, format: (value: number) => string) =>
  (row: LayerRow): string => {
    const value = row[key];
    return typeof value === "number" ? format(value) : "–";
  };

export const GROUP_HEADINGS: Record<LayerColumn["group"], string> = {
  layer: "Layer",
  weights: "Error of the weights",
  output: "Error of the output",
  time: "Time",
};

export const COLUMNS: readonly LayerColumn[] = [
  { key: "place", heading: "#", group: "layer", width: 36, text: ({ place }) => String(place) },
  { key: "name", heading: "Name", group: "layer", width: 186, text: ({ name }) => name },
  { key: "op", heading: "Operator", group: "layer", width: 70, text: ({ op }) => op },
  { key: "kind", heading: "Kind", group: "layer", width: 84, text: ({ kind }) => kind },
  { key: "precision", heading: "Kept as", group: "layer", width: 66, text: ({ precision }) => precision },
  {
    key: "weightSqnr",
    heading: "SQNR",
    group: "weights",
    width: 74,
    first: true,
    text: number("weightSqnr", formatDecibels),
  },
  { key: "weightMse", heading: "MSE", group: "weights", width: 74, text: number("weightMse", formatSmall) },
  {
    key: "weightMax",
    heading: "Largest",
    group: "weights",
    width: 74,
    text: number("weightMax", formatSmall),
  },
  {
    key: "outputSqnr",
    heading: "SQNR",
    group: "output",
    width: 74,
    first: true,
    text: number("outputSqnr", formatDecibels),
  },
  { key: "outputMse", heading: "MSE", group: "output", width: 74, text: number("outputMse", formatSmall) },
  {
    key: "outputMax",
    heading: "Largest",
    group: "output",
    width: 74,
    text: number("outputMax", formatSmall),
  },
  {
    key: "fp32Ms",
    heading: "FP32",
    group: "time",
    width: 70,
    first: true,
    text: number("fp32Ms", formatMicroseconds),
  },
  {
    key: "quantizedMs",
    heading: "Quantized",
    group: "time",
    width: 80,
    text: number("quantizedMs", formatMicroseconds),
  },
];
