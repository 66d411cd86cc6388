import { floatsAttr, intsAttr, stringAttr } from "../../model/graph/attributes.ts";
import type { ShapeRule } from "./rule.ts";
import { axesFromFront } from "./view-rules.ts";

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
