import { LabError } from "#failures/lab-error.ts";
import { dataTypeBits, dataTypeName, isKnownDataType } from "../graph/data-types.ts";
import {
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType as Type,
} from "../schema/onnx_pb.ts";
import { MODEL_LIMITS } from "./limits.ts";
import { tooLarge } from "./message-check.ts";
import { elementCount } from "./tensor.ts";

/**
 * Whether a tensor's shape is one, and its values are as many as the shape says (onnx.proto, message
 * TensorProto). Values outside the file, and element types that the lab does not know, are not looked at.
 *
 * @throws LabError `model.damaged` (details.what, name, found, needed)
 * @throws LabError `model.too-large` (details.what `dimensions`, `elements` or `tensor bytes`)
 */
export function checkTensor(tensor: TensorProto): void {
  const { dims, dataType, dataLocation } = tensor;
  if (dims.length > MODEL_LIMITS.rank) throw tooLarge("dimensions", dims.length, MODEL_LIMITS.rank);
  for (const dim of dims) {
    if (dim < 0n) throw damaged(tensor, "a negative dimension", Number(dim), 0);
    if (dim > MODEL_LIMITS.dimension) throw tooLarge("elements", Number(dim), MODEL_LIMITS.dimension);
  }
  const bytes = tensorBytes(tensor);
  if (bytes > MODEL_LIMITS.tensorBytes) throw tooLarge("tensor bytes", bytes, MODEL_LIMITS.tensorBytes);
  if (dataLocation === TensorProto_DataLocation.EXTERNAL || !isKnownDataType(dataType)) return;
  const { found, needed } = storedValues(tensor, bytes);
  if (found !== needed)
    throw damaged(tensor, `the wrong number of ${dataTypeName(dataType)} values`, found, needed);
}

/** Bytes that a tensor's values take in `raw_data`; 0 for strings. */
export function tensorBytes(tensor: TensorProto): number {
  return Math.ceil((elementCount(tensor) * dataTypeBits(tensor.dataType)) / 8);
}

/** Bytes of `raw_data`, or values in the field for the tensor's type: how many there are, and how many must be. */
function storedValues(tensor: TensorProto, bytes: number): { found: number; needed: number } {
  const { dataType, rawData } = tensor;
  if (rawData.length > 0) return { found: rawData.length, needed: bytes };
  const count = elementCount(tensor);
  switch (dataType) {
    case Type.FLOAT:
      return { found: tensor.floatData.length, needed: count };
    case Type.COMPLEX64:
      return { found: tensor.floatData.length, needed: 2 * count };
    case Type.DOUBLE:
      return { found: tensor.doubleData.length, needed: count };
    case Type.COMPLEX128:
      return { found: tensor.doubleData.length, needed: 2 * count };
    case Type.STRING:
      return { found: tensor.stringData.length, needed: count };
    case Type.INT64:
      return { found: tensor.int64Data.length, needed: count };
    case Type.UINT32:
    case Type.UINT64:
      return { found: tensor.uint64Data.length, needed: count };
    default:
      return { found: tensor.int32Data.length, needed: dataTypeBits(dataType) < 8 ? bytes : count };
  }
}

function damaged({ name, dims }: TensorProto, what: string, found: number, needed: number): LabError {
  return new LabError("model.damaged", {
    what,
    name: name.slice(0, 200),
    shape: dims.join("×"),
    found,
    needed,
  });
}
