import type { RangeAxis } from "./range-by-hand.ts";

/** Presses that lead from one end of the axis to the other. */
const PRESSES = 100;
const PAGE = 10;

interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** Where a key puts the end of a range; with Shift an arrow goes the smallest step. Null for any other key. */
export function keyTarget(event: Key, value: number, { min, max, step }: RangeAxis): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const press = (max - min) / PRESSES;
  const nudge = event.shiftKey ? step : Math.max(step, press);
  const targets: Record<string, number> = {
    ArrowRight: value + nudge,
    ArrowUp: value + nudge,
    ArrowLeft: value - nudge,
    ArrowDown: value - nudge,
    PageUp: value + PAGE * press,
    PageDown: value - PAGE * press,
    Home: min,
    End: max,
  };
  return targets[event.key] ?? null;
}
