import { fromFront } from "../../infer/shapes/rule.ts";
import { axesFromFront } from "../../infer/shapes/view-rules.ts";
import { floatsAttr, intAttr, intsAttr } from "../../model/graph/attributes.ts";
import { along } from "./along-axis.ts";
import { type Batched, type BatchRule, keptFixed, onlyFirst } from "./batch-rule.ts";

export const transpose: BatchRule = (batched) => {
  const { node, shape } = batched;
  const rank = shape(0).length;
  const perm = intsAttr(node.proto, "perm") ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const at = perm.indexOf(onlyFirst(batched));
  if (at < 0) throw keptFixed(node, "has no such axis");
  return at;
};

export const concat: BatchRule = ({ node, axis, shape }) => {
  const at = node.inputs.map((_, i) => axis(i)).find((each) => each !== null) ?? 0;
  const along = fromFront(intAttr(node.proto, "axis", 1), shape(0).length);
  if (along === at || node.inputs.some((_, i) => axis(i) !== at)) {
    throw keptFixed(node, "joins along the batch, or with a constant");
  }
  return at;
};

export const flatten: BatchRule = (batched) => {
  const { node, shape } = batched;
  const at = onlyFirst(batched);
  const dims = shape(0);
  const axis = intAttr(node.proto, "axis", 1);
  const split = axis < 0 ? axis + dims.length : axis;
  const [rows, columns] = [dims.slice(0, split), dims.slice(split)];
  // The batch must be all there is of the rows, or of the columns.
  if ((at < split ? rows : columns).some((size) => size !== 1))
    throw keptFixed(node, "mixes the batch with other axes");
  return at < split ? 0 : 1;
};

/** An end of a slice from here on stands for the end of the axis. */
const LONGEST = 2 ** 31 - 1;

/** What an operator's `axes` are, an attribute first and an input later; null where they are not given. */
function axesOf({ node, shape, constant }: Batched, rank: number): number[] | null {
  const given = intsAttr(node.proto, "axes") ?? (node.inputs[1] ? constant(1)?.data : []);
  if (given?.length === 0) return null;
  const axes = axesFromFront(given ?? null, Math.max(rank, shape(0).length));
  if (!axes) throw keptFixed(node, "has axes that are computed");
  return axes;
}

export const reduce: BatchRule = (batched) => {
  const { node, shape } = batched;
  const at = onlyFirst(batched);
  const rank = shape(0).length;
  const axes = axesOf(batched, rank) ?? shape(0).map((_, axis) => axis);
  if (axes.includes(at)) throw keptFixed(node, "works across the batch");
  return intAttr(node.proto, "keepdims", 1) === 1 ? at : at - axes.filter((axis) => axis < at).length;
};

export const argReduce: BatchRule = (batched) => {
  const { node, shape } = batched;
  const at = along(0, "one")(batched);
  const axis = fromFront(intAttr(node.proto, "axis", 0), shape(0).length) ?? 0;
  return intAttr(node.proto, "keepdims", 1) === 1 || axis > at ? at : at - 1;
};

export const squeeze: BatchRule = (batched) => {
  const at = onlyFirst(batched);
  const axes = axesOf(batched, batched.shape(0).length);
  if (axes === null || axes.includes(at)) throw keptFixed(batched.node, "drops the batch");
  return at - axes.filter((axis) => axis < at).length;
};

export const unsqueeze: BatchRule = (batched) => {
  const at = onlyFirst(batched);
  const rank = batched.outputShape(0).length;
  const axes = axesOf(batched, rank) ?? [];
  const kept = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !axes.includes(axis));
  return kept[at];
};

export const slice: BatchRule = (batched) => {
  const { node, opset, shape, constant } = batched;
  const at = onlyFirst(batched);
  const bound = (attribute: string, input: number) => {
    if (opset < 10) return intsAttr(node.proto, attribute);
    return node.inputs[input] ? (constant(input)?.data ?? []) : null;
  };
  const starts = bound("starts", 1) ?? [];
  const ends = bound("ends", 2) ?? [];
  const steps = bound("steps", 4);
  const axes = axesFromFront(bound("axes", 3) ?? starts.map((_, axis) => axis), shape(0).length);
  if (!axes || axes.length === 0) throw keptFixed(node, "has bounds that are computed");
  const i = axes.indexOf(at);
  const keepsAll = i < 0 || (starts[i] === 0 && ends[i] >= LONGEST && (steps?.[i] ?? 1) === 1);
  if (!keepsAll) throw keptFixed(node, "cuts the batch");
  return at;
};

export const pad: BatchRule = (batched) => {
  const { node, opset, shape, constant } = batched;
  const at = onlyFirst(batched);
  const rank = shape(0).length;
  const pads = opset < 11 ? intsAttr(node.proto, "pads") : constant(1)?.data;
  const axes = node.inputs[3]
    ? axesFromFront(constant(3)?.data ?? null, rank)
    : shape(0).map((_, axis) => axis);
  if (!pads || !axes || pads.length !== 2 * axes.length)
    throw keptFixed(node, "has padding that is computed");
  const i = axes.indexOf(at);
  if (i >= 0 && (pads[i] !== 0 || pads[i + axes.length] !== 0)) throw keptFixed(node, "pads the batch");
  return at;
};

export const gather: BatchRule = ({ node, axis, shape }) => {
  const along = fromFront(intAttr(node.proto, "axis", 0), shape(0).length);
  const [data, indices] = [axis(0), axis(1)];
  if (along === null || data === along || (data !== null && indices !== null)) {
    throw keptFixed(node, "looks up items of the batch");
  }
  if (data === null) return along + (indices ?? 0);
  return data < along ? data : data + shape(1).length - 1;
};

export const tile: BatchRule = (batched) => {
  const at = onlyFirst(batched);
  if (batched.constant(1)?.data[at] !== 1) throw keptFixed(batched.node, "repeats the batch");
  return at;
};

export const upsample: BatchRule = (batched) => {
  const at = onlyFirst(batched);
  const scales = floatsAttr(batched.node.proto, "scales") ?? batched.constant(1)?.data;
  if (scales?.[at] !== 1) throw keptFixed(batched.node, "may resize the batch");
  return at;
};
