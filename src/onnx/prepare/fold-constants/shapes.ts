import { intAttr, intsAttr } from "../../model/graph/attributes.ts";
import { shallowCopy } from "../../model/graph/shallow-copy.ts";
import { elementCount, readInts, tensorDims } from "../../model/read/tensor.ts";
import {
  type NodeProto,
  type TensorProto,
  TensorProtoSchema,
  TensorProto_DataType as Type,
} from "../../model/schema/onnx_pb.ts";
import type { Evaluate } from "./evaluate.ts";

/** Reshape-13 and -14: 0 keeps a dimension unless `allowzero` is set, -1 takes what is left. */
export const reshape: Evaluate = (node, [data, shape]) => {
  if (!data || shape?.dataType !== Type.INT64) return null;
  const from = tensorDims(data);
  const keepsZero = intAttr(node, "allowzero", 0) === 1;
  const wanted = readInts(shape).map((size, i) => (size === 0 && !keepsZero ? from[i] : size));
  const known = wanted.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  return withDims(
    data,
    wanted.map((size) => (size === -1 ? elementCount(data) / known : size)),
  );
};

/** Flatten: everything before `axis` as rows, the rest as columns. */
export const flatten: Evaluate = (node, [data]) => {
  if (!data) return null;
  const dims = tensorDims(data);
  const axis = intAttr(node, "axis", 1);
  const rows = dims.slice(0, axis).reduce((product, size) => product * size, 1);
  return withDims(data, [rows, elementCount(data) / rows]);
};

/** Squeeze, axes as an attribute or, from version 13, an input; all axes of one element where not given. */
export const squeeze: Evaluate = (node, [data, axesInput]) => {
  if (!data) return null;
  const dims = tensorDims(data);
  const axes = axesOf(node, axesInput, dims.length);
  return withDims(
    data,
    dims.filter((size, i) => (axes ? !axes.has(i) : size !== 1)),
  );
};

/** Unsqueeze; axes count in the result. */
export const unsqueeze: Evaluate = (node, [data, axesInput]) => {
  if (!data) return null;
  const given = intsAttr(node, "axes") ?? (axesInput ? readInts(axesInput) : []);
  const rank = data.dims.length + given.length;
  const axes = axesOf(node, axesInput, rank);
  const left = tensorDims(data);
  return withDims(
    data,
    Array.from({ length: rank }, (_, i) => (axes?.has(i) ? 1 : (left.shift() ?? 1))),
  );
};

function axesOf(node: NodeProto, input: TensorProto | null | undefined, rank: number): Set<number> | null {
  const axes = intsAttr(node, "axes") ?? (input ? readInts(input) : null);
  return axes && new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
}

/** The same elements in another shape; the values are shared. Null where the counts differ, or it is no shape. */
function withDims(data: TensorProto, dims: readonly number[]): TensorProto | null {
  if (!dims.every((size) => Number.isSafeInteger(size) && size >= 0)) return null;
  if (dims.reduce((product, size) => product * size, 1) !== elementCount(data)) return null;
  return shallowCopy(TensorProtoSchema, data, { dims: dims.map(BigInt) });
}
