import { Button } from "@mantine/core";
import type { Calibration } from "#experiment/recipe.ts";
import { formatCounted } from "#words/format.ts";
import type { OptionChange } from "../use-changes.ts";
import classes from "./RangesByHand.module.css";

export interface RangesByHandProps {
  ranges: Calibration["ranges"];
  change: OptionChange | undefined;
  /** The mode fixes ranges. */
  isUsed: boolean;
  onClear: () => void;
}

/** How many activations do not take the method's range; nothing where all do. */
export function RangesByHand({ ranges = {}, change, isUsed, onClear }: RangesByHandProps) {
  const tensors = Object.keys(ranges);
  if (tensors.length === 0) return null;
  const count = `${formatCounted(tensors.length, "range")} set by hand`;
  return (
    <div className={classes.line} data-changed={change !== undefined || undefined} title={tensors.join("\n")}>
      <span>
        {count}
        {!isUsed && ", not used in this mode"}
      </span>
      <Button size="compact-xs" variant="default" aria-label="Clear the ranges set by hand" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
