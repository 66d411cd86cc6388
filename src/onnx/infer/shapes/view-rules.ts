import { floatsAttr, intAttr, intsAttr, stringAttr } from "../../model/graph/attributes.ts";
import { type Asked, allKnown, broadcast, fromFront, product, type ShapeRule } from "./rule.ts";

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
  return axes && allKnown(axes.map((axis) => fromFront(axis, rank)));
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

/** ReduceMean and its like; all axes where none are given. */
export const reduce: ShapeRule = (asked) => {
  const input = asked.shape(0);
  if (!input) return null;
  const { node } = asked;
  const given = isGiven(asked, "axes", 1) ? intsOf(asked, "axes", 1) : [];
  if (given?.length === 0 && intAttr(node.proto, "noop_with_empty_axes", 0) === 1) return [input];
  const axes = given?.length === 0 ? input.map((_, axis) => axis) : axesFromFront(given, input.length);
  return axes && [reduced(input, axes, intAttr(node.proto, "keepdims", 1) === 1)];
};

/** ArgMax and ArgMin. */
export const argReduce: ShapeRule = ({ node, shape }) => {
  const input = shape(0);
  const axis = input && fromFront(intAttr(node.proto, "axis", 0), input.length);
  return input && axis !== null ? [reduced(input, [axis], intAttr(node.proto, "keepdims", 1) === 1)] : null;
};

function reduced(input: readonly number[], axes: readonly number[], keepsAxes: boolean): number[] {
  if (!keepsAxes) return input.filter((_, axis) => !axes.includes(axis));
  return input.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

export const topK: ShapeRule = ({ node, shape, value }) => {
  const input = shape(0);
  const axis = input && fromFront(intAttr(node.proto, "axis", -1), input.length);
  const k = node.inputs[1] ? value(1)?.data[0] : intAttr(node.proto, "k", 0);
  if (!input || axis === null || k === undefined) return null;
  const dims = input.with(axis, k);
  return [dims, dims];
};

/** Resize: by scales, at input 1 in version 10 and at 2 since 11, or by sizes at input 3; some axes only since 18. */
export const resize: ShapeRule = ({ node, opset, shape, value }) => {
  const input = shape(0);
  if (!input) return null;
  const axes = axesFromFront(intsAttr(node.proto, "axes") ?? input.map((_, axis) => axis), input.length);
  const scales = value(opset < 11 ? 1 : 2)?.data;
  const sizes = node.inputs[3] ? value(3)?.data : undefined;
  if (!axes || stringAttr(node.proto, "keep_aspect_ratio_policy", "stretch") !== "stretch") return null;
  if (sizes?.length === axes.length) return [withSizes(input, axes, sizes)];
  return scales?.length === axes.length ? [scaled(input, axes, scales)] : null;
};

/** Upsample: scales as an attribute below version 9. */
export const upsample: ShapeRule = ({ node, shape, value }) => {
  const input = shape(0);
  const scales = floatsAttr(node.proto, "scales") ?? value(1)?.data;
  return input && scales?.length === input.length ? [scaled(input, [...input.keys()], scales)] : null;
};

function scaled(input: readonly number[], axes: readonly number[], scales: readonly number[]): number[] {
  const sizes = axes.map((axis, i) => Math.floor(input[axis] * scales[i]));
  return withSizes(input, axes, sizes);
}

function withSizes(input: readonly number[], axes: readonly number[], sizes: readonly number[]): number[] {
  return input.map((size, axis) => sizes[axes.indexOf(axis)] ?? size);
}
