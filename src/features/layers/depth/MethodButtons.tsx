import { Button } from "@mantine/core";
import type { Range } from "#core/observer.ts";
import { formatSmall } from "#ui/format.ts";
import classes from "./LayerDepth.module.css";
import type { MethodMark } from "./method-marks.ts";

export interface MethodButtonsProps {
  marks: MethodMark[];
  range: Range;
  onTake: (mark: MethodMark) => void;
}

/** What every method would choose; each can be taken for this tensor. */
export function MethodButtons({ marks, range, onTake }: MethodButtonsProps) {
  return (
    <ul className={classes.list} aria-label="Take the range of a method">
      {marks.map((mark) => (
        <li key={mark.key}>
          <Button
            size="compact-xs"
            variant="default"
            aria-pressed={mark.min === range.min && mark.max === range.max}
            onClick={() => onTake(mark)}
          >
            {mark.label}: {formatSmall(mark.min)} to {formatSmall(mark.max)}
          </Button>
        </li>
      ))}
    </ul>
  );
}
