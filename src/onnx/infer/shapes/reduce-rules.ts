import { intAttr } from "../../model/graph/attributes.ts";
import { fromFront, type ShapeRule } from "./rule.ts";
import { axesFromFront, intsOf, isGiven } from "./view-rules.ts";

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
