import type { KeyboardEvent, PointerEvent } from "react";
import { useRef } from "react";
import type { Range } from "#numerics/calibration/observer.ts";
import { formatSmall } from "#words/format.ts";
import classes from "./RangeHandles.module.css";
import type { RangeAxis } from "./range-by-hand.ts";
import { withEnd } from "./range-by-hand.ts";
import { keyTarget } from "./range-keys.ts";

export interface RangeHandlesProps {
  range: Range;
  axis: RangeAxis;
  /** What the range costs, as words behind the value. */
  effect: string;
  /** Under way; null where the drag was given up. */
  onDrag: (range: Range | null) => void;
  onDrop: (range: Range) => void;
  onKey: (range: Range) => void;
}

const ENDS = [
  { end: "min", label: "Low end of the range" },
  { end: "max", label: "High end of the range" },
] as const;

/** The two ends of a range over a plot whose width is the axis; by mouse, finger and keyboard. */
export function RangeHandles({ range, axis, effect, onDrag, onDrop, onKey }: RangeHandlesProps) {
  /** Where on the handle it was taken hold of, in pixels. */
  const hold = useRef<number | null>(null);
  const share = (value: number) => Math.max(0, Math.min(1, (value - axis.min) / (axis.max - axis.min)));

  const dragged = (event: PointerEvent<HTMLElement>, end: keyof Range): Range | null => {
    const plot = event.currentTarget.parentElement?.getBoundingClientRect();
    if (hold.current === null || !plot || plot.width === 0) return null;
    const at = (event.clientX - hold.current - plot.left) / plot.width;
    return withEnd(range, end, axis.min + at * (axis.max - axis.min), axis);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    hold.current = event.clientX - (left + width / 2);
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>, end: keyof Range) => {
    const next = dragged(event, end);
    if (next) onDrag(next);
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>, end: keyof Range) => {
    const next = dragged(event, end);
    hold.current = null;
    if (next) onDrop(next);
  };
  const giveUp = () => {
    hold.current = null;
    onDrag(null);
  };
  const onKeyDown = (event: KeyboardEvent, end: keyof Range) => {
    if (event.key === "Escape" && hold.current !== null) giveUp();
    const to = keyTarget(event, range[end], axis);
    if (to === null) return;
    event.preventDefault();
    onKey(withEnd(range, end, to, axis));
  };

  return ENDS.map(({ end, label }) => (
    <div
      key={end}
      className={classes.handle}
      style={{ left: `${share(range[end]) * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={end === "min" ? axis.min : 0}
      aria-valuemax={end === "min" ? 0 : axis.max}
      aria-valuenow={range[end]}
      aria-valuetext={`${formatSmall(range[end])}; ${effect}`}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => onPointerMove(event, end)}
      onPointerUp={(event) => onPointerUp(event, end)}
      onPointerCancel={giveUp}
      onKeyDown={(event) => onKeyDown(event, end)}
    >
      <span className={classes.grip} />
    </div>
  ));
}
