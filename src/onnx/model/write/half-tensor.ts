import { create } from "@bufbuild/protobuf";
import { type TensorProto, TensorProtoSchema, TensorProto_DataType as Type } from "../schema/onnx_pb.ts";

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
