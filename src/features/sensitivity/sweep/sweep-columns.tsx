import type { SweepDirection } from "#protocol/sensitivity.ts";
import type { TableColumn } from "#ui/data-table/table-column.ts";
import { formatCount, formatDecibelsCell, formatPercent } from "#words/format.ts";
import { capitalized } from "#words/recipe-words.ts";
import { formatPValue } from "#words/statistics.ts";
import { KeepButtons } from "../autopilot/KeepButtons.tsx";
import { chanceText } from "./chance.ts";
import { formatLoss, PAIR_WORDS } from "./sweep-measures.ts";
import type { RankedLayer } from "./sweep-ranking.ts";

type Column = TableColumn<RankedLayer>;

const number = (
  column: Pick<Column, "key" | "heading" | "group" | "width" | "title">,
  value: (layer: RankedLayer) => number | null,
  format: (value: number) => string,
): Column => ({
  ...column,
  value,
  text: (layer) => {
    const known = value(layer);
    return known === null ? "–" : format(known);
  },
});

const share = ({ correct, total }: { correct: number; total: number }): number | null =>
  total > 0 ? correct / total : null;

/** What the discordant pairs of a layer say, in words; empty without labels. */
export const testText = ({ test }: RankedLayer, direction: SweepDirection): string =>
  test ? chanceText(test.lost, test.gained, test, PAIR_WORDS[direction]) : "";

/** Without the letter, which heads the column. */
const probability = (p: number): string => formatPValue(p).replace(/^p\s(=\s)?/, "");

const chanceWord = ({ test, isFinding }: RankedLayer): string => {
  if (!test) return "–";
  return isFinding ? "beyond" : "within";
};

const correction = (test: RankedLayer["test"]): string | undefined =>
  test ? `Holm's correction for ${formatCount(test.tests)} layers tested at once` : undefined;

const difference = ({ test, row }: RankedLayer): number | null =>
  test && (test.lost - test.gained) / row.top1.total;

const GROUPS: Record<SweepDirection, string> = {
  only: "Lost by quantizing only this layer",
  "all-but": "Brought back by keeping this layer in FP32",
};

/** All numbers of a sweep, and what can be done about each layer. */
export function sweepColumns(direction: SweepDirection): readonly Column[] {
  const group = GROUPS[direction];
  const [lost, gained] = PAIR_WORDS[direction];
  const title = (layer: RankedLayer) => testText(layer, direction);
  return [
    number({ key: "place", heading: "#", group: "Layer", width: 34 }, ({ place }) => place, formatCount),
    {
      key: "layer",
      heading: "Name",
      group: "Layer",
      width: 190,
      isText: true,
      value: ({ row }) => row.layer,
      text: ({ row }) => row.layer,
    },
    {
      key: "keep",
      heading: "Keep in",
      group: "Layer",
      width: 116,
      isText: true,
      value: () => null,
      text: () => "",
      cell: ({ row }) => <KeepButtons layer={row.layer} short />,
    },
    number({ key: "drop", heading: "Top-1", group, width: 82, title }, difference, formatLoss),
    number(
      { key: "lost", heading: capitalized(lost), group, width: 68 },
      ({ test }) => test?.lost ?? null,
      formatCount,
    ),
    number(
      { key: "gained", heading: capitalized(gained), group, width: 78 },
      ({ test }) => test?.gained ?? null,
      formatCount,
    ),
    number({ key: "p", heading: "p", group, width: 66 }, ({ test }) => test?.p ?? null, probability),
    number(
      { key: "adjustedP", heading: "p, corrected", group, width: 90, title: ({ test }) => correction(test) },
      ({ test }) => test?.adjustedP ?? null,
      probability,
    ),
    {
      key: "chance",
      heading: "Chance",
      group,
      width: 64,
      isText: true,
      value: chanceWord,
      text: chanceWord,
      title,
    },
    number(
      { key: "top1", heading: "Top-1", group: "With it", width: 66 },
      ({ row }) => share(row.top1),
      formatPercent,
    ),
    number(
      { key: "agreement", heading: "Agreement", group: "With it", width: 84 },
      ({ row }) => share(row.agreement),
      formatPercent,
    ),
    number(
      { key: "sqnr", heading: "SQNR", group: "With it", width: 66 },
      ({ row }) => row.outputSqnrDb,
      formatDecibelsCell,
    ),
  ];
}
