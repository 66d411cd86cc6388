import type { Recipe } from "#experiment/recipe.ts";
import type { Range } from "#numerics/calibration/observer.ts";
import type { Scheme } from "#numerics/grid.ts";
import { roundHalfToEven } from "#numerics/rounding.ts";
import type { LayerActivation } from "#protocol/layer-explorer.ts";

/** Steps of a handle between the ends of the axis, at least. */
const STEPS = 400;

/** Where the ends of a range may be put, and in which steps; zero always stays inside. */
export interface RangeAxis extends Range {
  step: number;
  isSymmetric: boolean;
}

type Seen = Pick<LayerActivation, "min" | "max" | "thresholds" | "scheme">;

/** Part of the axis that stays free on either side of what was seen. */
const ROOM = 0.08;

/**
 * An axis that holds all values seen and every method's range with a little room beyond, and the range set by hand.
 * It does not move while that is dragged, which ends at the axis.
 */
export function rangeAxis({ min, max, thresholds, scheme }: Seen, byHand: Range | null): RangeAxis {
  const low = Math.min(0, min, ...thresholds.map((range) => range.min));
  const high = Math.max(0, max, ...thresholds.map((range) => range.max));
  const isSymmetric = scheme === "symmetric";
  const reach = Math.max(-low, high) || 1;
  const [from, to] = isSymmetric || low === high ? [-reach, reach] : [low, high];
  const room = (to - from) * ROOM;
  const step = 10 ** Math.floor(Math.log10((to - from) / STEPS));
  const own = byHand ? settable(byHand, scheme) : { min: 0, max: 0 };
  return { min: Math.min(from - room, own.min), max: Math.max(to + room, own.max), step, isSymmetric };
}

/**
 * The range after one of its ends was put somewhere: on the axis, a whole number of steps from zero, zero inside,
 * never empty. A symmetric range stays its own mirror image.
 */
export function withEnd(range: Range, end: keyof Range, to: number, axis: RangeAxis): Range {
  const steps = roundHalfToEven(Math.max(axis.min, Math.min(axis.max, to)) / axis.step);
  if (axis.isSymmetric) {
    const reach = stepped(Math.max(1, end === "min" ? -steps : steps), axis.step);
    return { min: -reach, max: reach };
  }
  const isEmpty = end === "min" ? range.max === 0 : range.min === 0;
  const least = isEmpty ? 1 : 0;
  return end === "min"
    ? { ...range, min: -stepped(Math.max(least, -steps), axis.step) || 0 }
    : { ...range, max: stepped(Math.max(least, steps), axis.step) };
}

/** Without the dust of multiplying by a tenth. */
const stepped = (steps: number, step: number): number => Number((steps * step).toPrecision(12));

/** The recipe with the range of one tensor set by hand, or given back to its method. */
export function withRange(recipe: Recipe, tensor: string, range: Range | null): Recipe {
  const { [tensor]: _, ...others } = recipe.calibration.ranges ?? {};
  const ranges = range ? { ...others, [tensor]: range } : others;
  const isEmpty = Object.keys(ranges).length === 0;
  return { ...recipe, calibration: { ...recipe.calibration, ranges: isEmpty ? undefined : ranges } };
}

/** A method's range as a person would set it: holding zero, and its own mirror image where the grid is. */
export function settable({ min, max }: Range, scheme: Scheme): Range {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  const reach = Math.max(-low, high);
  return scheme === "symmetric" ? { min: -reach, max: reach } : { min: low, max: high };
}
