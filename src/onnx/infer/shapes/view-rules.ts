import { intAttr, intsAttr } from "../../model/graph/attributes.ts";
import { broadcast } from "./elementwise-rules.ts";
import { type Asked, fromFront, product, type ShapeRule } from "./rule.ts";

/** An INTS attribute that later became an input at a position; null where neither is given or its values are unknown. */
export function intsOf({ node, value }: Asked, attribute: string, input: number): readonly number[] | null {
  return intsAttr(node.proto, attribute) ?? value(input)?.data ?? null;
}

/** Whether what {@link intsOf} looks for is given at all. */
export function isGiven({ node }: Asked, attribute: string, input: number): boolean {
  return intsAttr(node.proto, attribute) !== null || Boolean(node.inputs[input]);
}

/** Axes counted from the front; null where one is beyond the rank or not known. */
export function axesFromFront(axes: readonly number[] | null, rank: number): number[] | null {
  const found = axes?.map((axis) => fromFront(axis, rank));
  return !found || found.includes(null) ? null : (found as number[]);
}

export const reshape: ShapeRule = ({ node, shape, value }) => {
  const input = shape(0);
  const target = value(1)?.data;
  if (!input || !target) return null;
  const keepsZero = intAttr(node.proto, "allowzero", 0) === 1;
  const sizes = target.map((size, axis) => (size === 0 && !keepsZero ? input[axis] : size));
  const known = product(sizes.filter((size) => size !== -1));
  const left = product(input) / known;
  const dims = sizes.map((size) => (size === -1 ? left : size));
  return product(dims) === product(input) ? [dims] : null;
};

export const flatten: ShapeRule = ({ node, shape }) => {
  const input = shape(0);
  if (!input) return null;
  const axis = intAttr(node.proto, "axis", 1);
  const split = axis < 0 ? axis + input.length : axis;
  return [[product(input.slice(0, split)), product(input.slice(split))]];
};

export const squeeze: ShapeRule = (asked) => {
  const input = asked.shape(0);
  if (!input) return null;
  if (!isGiven(asked, "axes", 1)) return [input.filter((size) => size !== 1)];
  const axes = axesFromFront(intsOf(asked, "axes", 1), input.length);
  return axes && [input.filter((_, axis) => !axes.includes(axis))];
};

export const unsqueeze: ShapeRule = (asked) => {
  const input = asked.shape(0);
  const given = intsOf(asked, "axes", 1);
  if (!input || !given) return null;
  const rank = input.length + given.length;
  const axes = axesFromFront(given, rank);
  if (!axes) return null;
  const left = [...input];
  return [Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (left.shift() ?? 1)))];
};

export const transpose: ShapeRule = ({ node, shape }) => {
  const input = shape(0);
  if (!input) return null;
  const perm = intsAttr(node.proto, "perm") ?? input.map((_, axis) => input.length - 1 - axis);
  return perm.length === input.length ? [perm.map((axis) => input[axis])] : null;
};

export const concat: ShapeRule = ({ node, shape }) => {
  const shapes = node.inputs.map((_, i) => shape(i));
  const [first] = shapes;
  const axis = first && fromFront(intAttr(node.proto, "axis", 1), first.length);
  if (!first || axis === null || shapes.some((each) => each?.length !== first.length)) return null;
  const length = shapes.reduce((sum, each) => sum + (each?.[axis] ?? Number.NaN), 0);
  return [first.with(axis, length)];
};

export const split: ShapeRule = (asked) => {
  const input = asked.shape(0);
  const { node } = asked;
  const axis = input && fromFront(intAttr(node.proto, "axis", 0), input.length);
  if (!input || axis === null) return null;
  const count = node.outputs.length;
  if (isGiven(asked, "split", 1)) {
    const sizes = intsOf(asked, "split", 1);
    return sizes?.map((size) => input.with(axis, size)) ?? null;
  }
  const part = Math.ceil(input[axis] / count);
  return node.outputs.map((_, i) =>
    input.with(axis, i < count - 1 ? part : input[axis] - part * (count - 1)),
  );
};

/** Slice, by attributes below version 10, by inputs since. */
export const slice: ShapeRule = (asked) => {
  const input = asked.shape(0);
  const starts = intsOf(asked, "starts", 1);
  const ends = intsOf(asked, "ends", 2);
  if (!input || !starts || !ends) return null;
  const givenAxes = isGiven(asked, "axes", 3) ? intsOf(asked, "axes", 3) : starts.map((_, i) => i);
  const steps = asked.node.inputs[4] ? asked.value(4)?.data : starts.map(() => 1);
  const axes = axesFromFront(givenAxes, input.length);
  if (!axes || !steps) return null;
  const dims = [...input];
  axes.forEach((axis, i) => {
    dims[axis] = sliceLength(input[axis], starts[i], ends[i], steps[i]);
  });
  return [dims];
};

/** Elements of a slice; its ends are cut to what there is (Slice-13). */
export function sliceLength(size: number, start: number, end: number, step: number): number {
  const clamp = (index: number, low: number, high: number) =>
    Math.min(Math.max(index < 0 ? index + size : index, low), high);
  const [from, to] =
    step < 0
      ? [clamp(start, 0, size - 1), clamp(end, -1, size - 1)]
      : [clamp(start, 0, size), clamp(end, 0, size)];
  return Math.max(Math.ceil((to - from) / step), 0);
}

/** Pad, by an attribute below version 11, by inputs since; `axes` since 18. */
export const pad: ShapeRule = (asked) => {
  const input = asked.shape(0);
  const pads = intsOf(asked, "pads", 1);
  if (!input || !pads) return null;
  const axes = asked.node.inputs[3]
    ? axesFromFront(asked.value(3)?.data ?? null, input.length)
    : input.map((_, axis) => axis);
  if (!axes || pads.length !== 2 * axes.length) return null;
  const dims = [...input];
  axes.forEach((axis, i) => {
    dims[axis] += pads[i] + pads[i + axes.length];
  });
  return [dims];
};

export const gather: ShapeRule = ({ node, shape }) => {
  const input = shape(0);
  const indices = shape(1);
  const axis = input && fromFront(intAttr(node.proto, "axis", 0), input.length);
  if (!input || !indices || axis === null) return null;
  return [[...input.slice(0, axis), ...indices, ...input.slice(axis + 1)]];
};

/** GatherElements: as many as the indices. */
export const likeSecond: ShapeRule = ({ shape }) => [shape(1)];

export const expand: ShapeRule = ({ shape, value }) => {
  const input = shape(0);
  const target = value(1)?.data;
  return input && target ? [broadcast(input, target)] : null;
};

export const tile: ShapeRule = ({ shape, value }) => {
  const input = shape(0);
  const repeats = value(1)?.data;
  return input && repeats?.length === input.length ? [input.map((size, axis) => size * repeats[axis])] : null;
};

export const constantOfShape: ShapeRule = ({ value }) => {
  const dims = value(0)?.data;
  return dims ? [dims] : null;
};

export const depthToSpace: ShapeRule = ({ node, shape }) => {
  const input = shape(0);
  const block = intAttr(node.proto, "blocksize", 1);
  if (input?.length !== 4) return null;
  const [batch, channels, height, width] = input;
  return [[batch, channels / block ** 2, height * block, width * block]];
};

export const spaceToDepth: ShapeRule = ({ node, shape }) => {
  const input = shape(0);
  const block = intAttr(node.proto, "blocksize", 1);
  if (input?.length !== 4) return null;
  const [batch, channels, height, width] = input;
  return [[batch, channels * block ** 2, height / block, width / block]];
};
