import { Button } from "@mantine/core";
import type { Range } from "#numerics/calibration/observer.ts";
import { formatSmall } from "#words/format.ts";
import classes from "../LayerDepth.module.css";
import type { MethodMark } from "./method-marks.ts";

export interface MethodButtonsProps {
  marks: MethodMark[];
  /** Set by hand; null where the recipe's method decides. */
  byHand: Range | null;
  onTake: (mark: MethodMark) => void;
}

/** What every method would choose; each can be taken for this tensor. */
export function MethodButtons({ marks, byHand, onTake }: MethodButtonsProps) {
  return (
    <ul className={classes.list} aria-label="Take the range of a method">
      {marks.map((mark) => {
        const isTaken = byHand ? mark.min === byHand.min && mark.max === byHand.max : mark.isChosen;
        return (
          <li key={mark.key}>
            <Button
              size="compact-xs"
              variant={isTaken ? "light" : "default"}
              aria-pressed={isTaken}
              onClick={() => onTake(mark)}
            >
              {mark.label}: {formatSmall(mark.min)} to {formatSmall(mark.max)}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
