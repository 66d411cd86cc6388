import type { OutputComparison } from "#numerics/errors/output-errors.ts";

/** Smaller planes than this are numbers, not pictures. */
const LEAST_SIDE = 8;

/** Whether one item of an output is a grey or colour picture, in either layout: `[1|3, H, W]` or `[H, W, 1|3]`. */
export function isPicture({ shape }: Pick<OutputComparison, "shape">): boolean {
  if (shape.length !== 3) return false;
  const [first, second, third] = shape;
  const channels = (count: number) => count === 1 || count === 3;
  const large = (...sides: number[]) => sides.every((side) => side >= LEAST_SIDE);
  return (channels(first) && large(second, third)) || (channels(third) && large(first, second));
}
