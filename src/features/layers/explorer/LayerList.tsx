import { memo, useMemo } from "react";
import { isFloatPrecision, precisionEntry } from "#experiment/precisions.ts";
import { VirtualListbox } from "#ui/VirtualListbox.tsx";
import type { ExploredLayer } from "../explored-layers.ts";
import { type BranchRow, branchRows, laneCount } from "./branch-lanes.ts";
import type { Colouring } from "./colourings.ts";
import type { ErrorSteps } from "./error-steps.ts";
import classes from "./LayerList.module.css";

export interface LayerListProps {
  /** Those that the filter leaves, in the order of the graph. */
  layers: ExploredLayer[];
  /** All of them are there, so that their branches can be drawn. */
  isWhole: boolean;
  colouring: Colouring;
  steps: ErrorSteps;
  selected: string | null;
  onSelect: (name: string) => void;
  /** A letter was typed while the list had the focus. */
  onType: (letter: string) => void;
}

const ROW_HEIGHT = 28;

/** The network in the order of its graph; what keys lead to is selected. */
export function LayerList(props: LayerListProps) {
  const { layers, isWhole, colouring, steps, selected, onSelect, onType } = props;
  const names = useMemo(() => layers.map(({ info }) => info.name), [layers]);
  const branches = useMemo(
    () => (isWhole ? branchRows(layers.map(({ info }) => info)) : null),
    [layers, isWhole],
  );
  const lanes = useMemo(() => (branches ? laneCount(branches) : 0), [branches]);
  const place = selected === null ? -1 : names.indexOf(selected);
  const select = (index: number) => onSelect(names[index]);
  return (
    <VirtualListbox
      label="Layers of the network"
      names={names}
      rowHeight={ROW_HEIGHT}
      className={classes.list}
      rowClassName={classes.row}
      active={place}
      isSelected={(index) => index === place}
      onMove={select}
      onPick={select}
      onType={onType}
      row={(index) => {
        const value = colouring.value(layers[index]);
        return {
          title: titleOf(layers[index]),
          content: (
            <LayerListRow
              layer={layers[index]}
              branches={branches?.[index] ?? null}
              lanes={lanes}
              height={ROW_HEIGHT}
              value={value === null ? null : colouring.format(value)}
              step={value === null ? null : steps.step(value)}
            />
          ),
        };
      }}
    />
  );
}

function titleOf({ info: { name, kind, from } }: ExploredLayer): string {
  const joins = from.length > 1 ? ` Joins ${from.join(" and ")}.` : "";
  return `${name}, ${kind}.${joins}`;
}

interface LayerListRowProps {
  layer: ExploredLayer;
  branches: BranchRow | null;
  lanes: number;
  /** In pixels. */
  height: number;
  /** What the layer is coloured by, as text, and the step of the palette; null where it has no such number. */
  value: string | null;
  step: number | null;
}

/** One layer: where it hangs in the network, its name and kind, and its error as colour and number. */
const LayerListRow = memo(function LayerListRow(props: LayerListRowProps) {
  const { layer, branches, lanes, height, value, step } = props;
  const precision = layer.weights?.precision ?? layer.measured?.precision;
  return (
    <>
      {branches && <BranchLines row={branches} lanes={lanes} height={height} />}
      <span className={classes.swatch} data-step={step ?? "none"} aria-hidden />
      <span className={classes.name}>{layer.info.name}</span>
      {isFloatPrecision(precision) && (
        <span className={classes.precision}>{precisionEntry(precision).name}</span>
      )}
      <span className={classes.value}>{value ?? "–"}</span>
    </>
  );
});

const MAIN = 6;
const LANE = 8;

/** Width of the lines in front of the names, in pixels. */
const branchWidth = (lanes: number): number => MAIN * 2 + lanes * LANE;

/** The main line through one row and the branches that leave it, pass it or join it here. */
function BranchLines({ row, lanes, height }: { row: BranchRow; lanes: number; height: number }) {
  const middle = height / 2;
  const x = (lane: number) => MAIN + (lane + 1) * LANE;
  const main = `${row.isFollowing ? `M${MAIN},0V${middle}` : ""}${row.isFollowed ? `M${MAIN},${middle}V${height}` : ""}`;
  const branches = row.lanes.map(({ lane, part }) => {
    if (part === "through") return `M${x(lane)},0V${height}`;
    const end = part === "start" ? height : 0;
    return `M${MAIN},${middle}C${x(lane)},${middle} ${x(lane)},${middle} ${x(lane)},${end}`;
  });
  return (
    <svg className={classes.branches} width={branchWidth(lanes)} height={height} aria-hidden>
      <path d={main + branches.join("")} fill="none" stroke="currentColor" strokeWidth={1.5} />
      <circle cx={MAIN} cy={middle} r={2.6} fill="currentColor" />
    </svg>
  );
}
