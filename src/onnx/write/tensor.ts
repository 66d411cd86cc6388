import { create } from "@bufbuild/protobuf";
import { type TensorProto, TensorProtoSchema, TensorProto_DataType as Type } from "../schema/onnx_pb.ts";

/** A FLOAT tensor, row-major; `[]` as dims makes a scalar. */
export function floatTensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  const raw = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) raw.setFloat32(4 * i, values[i], true);
  return rawTensor(name, dims, Type.FLOAT, raw.buffer);
}

/** An INT8 tensor, row-major. */
export function int8Tensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  return rawTensor(name, dims, Type.INT8, new Int8Array(values).buffer);
}

/** A UINT8 tensor, row-major. */
export function uint8Tensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  return rawTensor(name, dims, Type.UINT8, new Uint8Array(values).buffer);
}

/** An INT32 tensor, row-major. */
export function int32Tensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  const raw = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) raw.setInt32(4 * i, values[i], true);
  return rawTensor(name, dims, Type.INT32, raw.buffer);
}

/** An INT64 tensor, row-major. */
export function int64Tensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  const raw = new DataView(new ArrayBuffer(8 * values.length));
  for (let i = 0; i < values.length; i++) raw.setBigInt64(8 * i, BigInt(values[i]), true);
  return rawTensor(name, dims, Type.INT64, raw.buffer);
}

/** `raw_data` is little-endian whatever the machine (onnx.proto, message TensorProto). */
function rawTensor(name: string, dims: readonly number[], dataType: Type, raw: ArrayBufferLike): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType,
    rawData: new Uint8Array(raw as ArrayBuffer),
  });
}
