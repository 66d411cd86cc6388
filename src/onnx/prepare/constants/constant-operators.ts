import { intAttr, intsAttr } from "../../model/graph/attributes.ts";
import { isFloating } from "../../model/graph/data-types.ts";
import { shallowCopy } from "../../model/graph/shallow-copy.ts";
import { elementCount, readFloats, readInts, tensorDims } from "../../model/read/tensor.ts";
import {
  type NodeProto,
  type TensorProto,
  TensorProtoSchema,
  TensorProto_DataType as Type,
} from "../../model/schema/onnx_pb.ts";
import { floatTensor, int32Tensor, int64Tensor } from "../../model/write/tensor.ts";
import { type ElementBytes, elementBytes, tensorOfBytes } from "./element-bytes.ts";

/** What a node makes of constant inputs (null where one is left out); null where that is not computed here. */
export type Evaluate = (node: NodeProto, inputs: readonly (TensorProto | null)[]) => TensorProto | null;

const INTEGERS: ReadonlySet<number> = new Set([
  Type.BOOL,
  Type.INT8,
  Type.UINT8,
  Type.INT16,
  Type.UINT16,
  Type.INT32,
  Type.INT64,
]);

/** Cast to FLOAT from floating-point and integer types, to INT32 and INT64 from integers that fit. */
export const cast: Evaluate = (node, [data]) => {
  if (!data) return null;
  const to = intAttr(node, "to", 0);
  const dims = tensorDims(data);
  if (to === Type.FLOAT && isFloating(data.dataType)) return floatTensor("", dims, readFloats(data));
  if (!INTEGERS.has(data.dataType)) return null;
  if (to === Type.FLOAT && data.rawData.length === elementCount(data)) {
    return floatTensor("", dims, data.dataType === Type.INT8 ? new Int8Array(data.rawData) : data.rawData);
  }
  const values = readInts(data);
  if (to === Type.FLOAT) return floatTensor("", dims, values);
  if (to === Type.INT64 && values.every(Number.isSafeInteger)) return int64Tensor("", dims, values);
  return to === Type.INT32 && values.every((value) => value === (value | 0))
    ? int32Tensor("", dims, values)
    : null;
};

/**
 * Add, Sub, Mul or Div of float32 tensors, each result rounded to float32, where one input has the shape of
 * the result: what broadcasting makes larger than both inputs is left to the runtime.
 */
export function arithmetic(operation: (a: number, b: number) => number): Evaluate {
  return (_, [a, b]) => {
    if (a?.dataType !== Type.FLOAT || b?.dataType !== Type.FLOAT) return null;
    const dims = broadcastDims(tensorDims(a), tensorDims(b));
    if (!dims) return null;
    const [left, right] = [a, b].map((tensor) => broadcast(tensor, dims));
    return floatTensor(
      "",
      dims,
      left.map((value, i) => operation(value, right[i])),
    );
  };
}

/** Shape of the result if it is that of one input; else null. */
function broadcastDims(a: readonly number[], b: readonly number[]): readonly number[] | null {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  const padded = [...Array<number>(longer.length - shorter.length).fill(1), ...shorter];
  const holds = (outer: readonly number[], inner: readonly number[]) =>
    outer.every((size, axis) => inner[axis] === size || inner[axis] === 1);
  if (holds(longer, padded)) return longer;
  return holds(padded, longer) ? padded : null;
}

function broadcast(tensor: TensorProto, dims: readonly number[]): Float32Array {
  const values = readFloats(tensor);
  const count = dims.reduce((product, size) => product * size, 1);
  if (values.length === count) return values;
  const own = tensorDims(tensor);
  const from = dims.map((_, axis) => own[axis - dims.length + own.length] ?? 1);
  const spread = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let rest = i;
    let index = 0;
    let stride = 1;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      if (from[axis] > 1) {
        index += (rest % dims[axis]) * stride;
        stride *= from[axis];
      }
      rest = Math.floor(rest / dims[axis]);
    }
    spread[i] = values[index];
  }
  return spread;
}

/** Longest vector that is put together here: they are shapes and axes. */
const LONGEST = 64;

/** Concat of vectors. */
export const concat: Evaluate = (_, inputs) => {
  if (inputs.length > LONGEST) return null;
  const vectors = inputs.map((input) => (input ? vectorElements(input) : null));
  const [first] = inputs;
  if (!first || vectors.includes(null)) return null;
  return vectorOf(
    first,
    vectors.flatMap((elements) => elements ?? []),
  );
};

/** Gather from a vector, by one index or several. */
export const gather: Evaluate = (_, [data, indices]) => {
  const from = data && vectorElements(data);
  if (!from || !indices || indices.dims.length > 1 || elementCount(indices) > LONGEST) return null;
  const found = readInts(indices).map((index) => from.at(index) ?? null);
  return vectorOf(data, found, tensorDims(indices));
};

/** Slice-10 of a vector in steps of one: start and end count from the end where negative, and are cut to what there is. */
export const slice: Evaluate = (_, [data, starts, ends, _axes, steps]) => {
  const from = data && vectorElements(data);
  if (!from || !starts || !ends) return null;
  const [start] = readInts(starts);
  const [end] = readInts(ends);
  if (steps && readInts(steps)[0] !== 1) return null;
  return vectorOf(data, from.slice(start, end));
};

/** The bytes of each element of a short vector; null for any other tensor. */
function vectorElements(tensor: TensorProto): Uint8Array[] | null {
  if (tensor.dims.length !== 1 || tensor.dims[0] > LONGEST) return null;
  const elements = elementBytes(tensor);
  if (!elements) return null;
  const { bytes, width } = elements;
  return Array.from({ length: bytes.length / width }, (_, i) => bytes.subarray(i * width, (i + 1) * width));
}

/** Null where an element is. */
function vectorOf(
  like: TensorProto,
  elements: readonly (Uint8Array | null)[],
  dims: readonly number[] = [elements.length],
): TensorProto | null {
  if (elements.includes(null)) return null;
  return tensorOfBytes(like, dims, Uint8Array.from(elements.flatMap((bytes) => [...(bytes ?? [])])));
}

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

/** Transpose; `perm` reverses the axes where it is not given. Null where it does not name each axis once. */
export const transpose: Evaluate = (node, [data]) => {
  const elements = data && elementBytes(data);
  if (!elements) return null;
  const dims = tensorDims(data);
  const perm = intsAttr(node, "perm") ?? dims.map((_, i) => dims.length - 1 - i);
  if (perm.length !== dims.length || dims.some((_, axis) => !perm.includes(axis))) return null;
  const from = asNumbers(elements);
  const to = from.slice();
  permute(from, to, dims, perm);
  const turned = perm.map((axis) => dims[axis]);
  return tensorOfBytes(data, turned, new Uint8Array(to.buffer));
};

/** A copy of the bytes, aligned, as one number per element. */
function asNumbers({ bytes, width }: ElementBytes) {
  const { buffer } = new Uint8Array(bytes);
  if (width === 1) return new Uint8Array(buffer);
  if (width === 2) return new Uint16Array(buffer);
  return width === 4 ? new Uint32Array(buffer) : new BigUint64Array(buffer);
}

function permute<T extends ReturnType<typeof asNumbers>>(
  from: T,
  to: T,
  dims: readonly number[],
  perm: readonly number[],
): void {
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1));
  let at = 0;
  const walk = (depth: number, start: number) => {
    const size = dims[perm[depth]];
    const stride = strides[perm[depth]];
    if (depth < perm.length - 1) for (let i = 0; i < size; i++) walk(depth + 1, start + i * stride);
    else for (let i = 0; i < size; i++) to[at++] = from[start + i * stride];
  };
  if (perm.length > 0) walk(0, 0);
}
