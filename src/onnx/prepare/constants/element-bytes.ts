import { create } from "@bufbuild/protobuf";
import { dataTypeBits } from "../../model/graph/data-types.ts";
import { elementCount, readFloats, tensorDims } from "../../model/read/tensor.ts";
import {
  type TensorProto,
  TensorProtoSchema,
  TensorProto_DataType as Type,
} from "../../model/schema/onnx_pb.ts";
import { floatTensor, int32Tensor, int64Tensor } from "../../model/write/tensor.ts";

/** The elements of a tensor as bytes, row-major, little-endian. */
export interface ElementBytes {
  bytes: Uint8Array;
  /** Bytes of one element. */
  width: 1 | 2 | 4 | 8;
}

/**
 * The elements of a tensor as they lie in `raw_data`, shared with it; null for types of less than a byte,
 * and for types other than FLOAT, INT32 and INT64 that are not stored in `raw_data`.
 */
export function elementBytes(tensor: TensorProto): ElementBytes | null {
  const bytes = tensor.rawData.length > 0 ? tensor.rawData : inRawData(tensor)?.rawData;
  const width = dataTypeBits(tensor.dataType) / 8;
  if (width !== 1 && width !== 2 && width !== 4 && width !== 8) return null;
  return bytes?.length === elementCount(tensor) * width ? { bytes, width } : null;
}

/** A tensor of the same element type with other elements; it has no name yet. */
export function tensorOfBytes(like: TensorProto, dims: readonly number[], rawData: Uint8Array): TensorProto {
  return create(TensorProtoSchema, { dims: dims.map(BigInt), dataType: like.dataType, rawData });
}

function inRawData(tensor: TensorProto): TensorProto | null {
  const dims = tensorDims(tensor);
  if (tensor.dataType === Type.FLOAT) return floatTensor("", dims, readFloats(tensor));
  if (tensor.dataType === Type.INT32) return int32Tensor("", dims, tensor.int32Data);
  return tensor.dataType === Type.INT64 ? int64Tensor("", dims, tensor.int64Data) : null;
}
