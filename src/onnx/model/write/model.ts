import { toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "../schema/onnx_pb.ts";

/**
 * Serializes a model (ONNX IR specification, onnx.proto), with the fields this lab does not know as they were
 * read.
 *
 * @returns bytes in a buffer of their own, ready to transfer
 */
export function writeModel(model: ModelProto): Uint8Array<ArrayBuffer> {
  const bytes = toBinary(ModelProtoSchema, model);
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole && bytes.buffer instanceof ArrayBuffer
    ? // What TypeScript does not narrow by its buffer.
      (bytes as Uint8Array<ArrayBuffer>)
    : new Uint8Array(bytes);
}
