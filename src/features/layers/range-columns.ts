import type { ActivationRange } from "#protocol/messages.ts";
import type { TableColumn } from "#ui/data-table/table-column.ts";
import { formatCount, formatShare, formatSmall } from "#words/format.ts";

type Column = TableColumn<ActivationRange>;
type NumberKey =
  | "min"
  | "max"
  | "rmin"
  | "rmax"
  | "clippedShare"
  | "bits"
  | "scale"
  | "zeroPoint"
  | "nonFinite";

const number = (
  key: NumberKey,
  heading: string,
  group: string,
  width: number,
  format: (value: number) => string,
): Column => ({
  key,
  heading,
  group,
  width,
  value: (row) => row[key],
  text: (row) => format(row[key]),
});

const layerOf = ({ layer }: ActivationRange): string => layer ?? "–";

export const RANGE_COLUMNS: readonly Column[] = [
  {
    key: "tensor",
    heading: "Name",
    group: "Tensor",
    width: 176,
    isText: true,
    value: ({ tensor }) => tensor,
    text: ({ tensor }) => tensor,
  },
  {
    key: "layer",
    heading: "Layer",
    group: "Tensor",
    width: 150,
    isText: true,
    value: ({ layer }) => layer,
    text: layerOf,
    title: layerOf,
  },
  number("min", "Smallest", "Seen", 82, formatSmall),
  number("max", "Largest", "Seen", 82, formatSmall),
  number("nonFinite", "Not finite", "Seen", 82, formatCount),
  number("rmin", "From", "Range", 78, formatSmall),
  number("rmax", "To", "Range", 78, formatSmall),
  number("clippedShare", "Clipped", "Range", 84, formatShare),
  number("bits", "Bits", "Grid", 50, String),
  number("scale", "Scale", "Grid", 88, formatSmall),
  number("zeroPoint", "Zero point", "Grid", 86, String),
];
