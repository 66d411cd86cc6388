import { memo } from "react";
import { isFloatPrecision, precisionEntry } from "#experiment/precisions.ts";
import type { ExploredLayer } from "../explored-layers.ts";
import { BranchLines } from "./BranchLines.tsx";
import type { BranchRow } from "./branch-lanes.ts";
import classes from "./LayerList.module.css";

export interface LayerListRowProps {
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
export const LayerListRow = memo(function LayerListRow(props: LayerListRowProps) {
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
