import { memo } from "react";
import type { ExploredLayer } from "../explored-layers.ts";
import { BranchLines } from "./BranchLines.tsx";
import type { BranchRow } from "./branch-lanes.ts";
import classes from "./LayerList.module.css";

export interface LayerListRowProps {
  id: string;
  layer: ExploredLayer;
  branches: BranchRow | null;
  lanes: number;
  /** Distance from the top of the list and height, in pixels. */
  top: number;
  height: number;
  place: number;
  total: number;
  isSelected: boolean;
  /** What the layer is coloured by, as text, and the step of the palette; null where it has no such number. */
  value: string | null;
  step: number | null;
}

/** One layer: where it hangs in the network, its name and kind, and its error as colour and number. */
export const LayerListRow = memo(function LayerListRow(props: LayerListRowProps) {
  const { id, layer, branches, lanes, top, height, place, total, isSelected, value, step } = props;
  const { name, kind, from } = layer.info;
  const precision = layer.weights?.precision ?? layer.measured?.precision;
  const joins = from.length > 1 ? ` Joins ${from.join(" and ")}.` : "";
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={total}
      data-index={place}
      title={`${name}, ${kind}.${joins}`}
    >
      {branches && <BranchLines row={branches} lanes={lanes} height={height} />}
      <span className={classes.swatch} data-step={step ?? "none"} aria-hidden />
      <span className={classes.name}>{name}</span>
      {precision && precision !== "int" && (
        <span className={classes.precision}>{precision.toUpperCase()}</span>
      )}
      <span className={classes.value}>{value ?? "–"}</span>
    </div>
  );
});
