import { elementCount, readInts, tensorDims } from "../../model/read/tensor.ts";
import type { TensorProto } from "../../model/schema/onnx_pb.ts";
import { elementBytes, tensorOfBytes } from "./element-bytes.ts";
import type { Evaluate } from "./evaluate.ts";

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
