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

/** An INT4 tensor, row-major, values in [-8, 7], two to a byte. */
export function int4Tensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  return rawTensor(name, dims, Type.INT4, nibbles(values));
}

/** A UINT4 tensor, row-major, values in [0, 15], two to a byte. */
export function uint4Tensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  return rawTensor(name, dims, Type.UINT4, nibbles(values));
}

/** An INT32 tensor, row-major. */
export function int32Tensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  const raw = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) raw.setInt32(4 * i, values[i], true);
  return rawTensor(name, dims, Type.INT32, raw.buffer);
}

/** An INT64 tensor, row-major. */
export function int64Tensor(
  name: string,
  dims: readonly number[],
  values: ArrayLike<number | bigint>,
): TensorProto {
  const raw = new DataView(new ArrayBuffer(8 * values.length));
  for (let i = 0; i < values.length; i++) raw.setBigInt64(8 * i, BigInt(values[i]), true);
  return rawTensor(name, dims, Type.INT64, raw.buffer);
}

/** Lower halves of the values, the first in the low bits of a byte; the last byte is filled up with zeros (onnx.proto, `raw_data`). */
function nibbles(values: ArrayLike<number>): ArrayBuffer {
  const bytes = new Uint8Array((values.length + 1) >> 1);
  for (let i = 0; i < values.length; i++) bytes[i >> 1] |= (values[i] & 15) << (4 * (i & 1));
  return bytes.buffer;
}

/** `raw_data` is little-endian whatever the machine (onnx.proto, message TensorProto). */
function rawTensor(name: string, dims: readonly number[], dataType: Type, raw: ArrayBuffer): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType,
    rawData: new Uint8Array(raw),
  });
}

/**
 * A FLOAT16 tensor, row-major, of values given by their 16 bits (onnx.proto, message TensorProto: `raw_data`
 * is little-endian whatever the machine).
 */
export function halfTensor(name: string, dims: readonly number[], bits: Uint16Array): TensorProto {
  const raw = new DataView(new ArrayBuffer(2 * bits.length));
  for (let i = 0; i < bits.length; i++) raw.setUint16(2 * i, bits[i], true);
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: Type.FLOAT16,
    rawData: new Uint8Array(raw.buffer),
  });
}
