import { fromBinary } from "@bufbuild/protobuf";
import { LabError } from "#core/lab-error.ts";
import { type ModelProto, ModelProtoSchema } from "../schema/onnx_pb.ts";
import { checkWire } from "./wire-check.ts";

/** The oldest intermediate representation read: 3 is that of ONNX 1.0, the first stable release. */
const OLDEST_IR_VERSION = 3n;

/**
 * Decodes a serialized ModelProto (ONNX IR specification, onnx.proto). Tensors keep a view of `bytes`, so
 * these must not be changed or transferred while the model is in use. Unknown fields are kept for writing.
 *
 * @throws LabError `model.not-onnx` if the bytes are empty, another kind of file, or malformed inside
 * @throws LabError `model.truncated` if the bytes end in the middle of the message
 * @throws LabError `model.unsupported` (details.what: `graph`, `ir-version` or `opset`) if it lacks what every model has
 */
export function readModel(bytes: Uint8Array): ModelProto {
  checkWire(bytes);
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new LabError("model.not-onnx", { looksLike: "malformed", bytes: bytes.length }, { cause });
  }
  if (!model.graph || model.graph.node.length === 0) {
    throw new LabError("model.unsupported", { what: "graph", found: model.graph ? "no nodes" : "none" });
  }
  if (model.irVersion < OLDEST_IR_VERSION) {
    const found = Number(model.irVersion);
    throw new LabError("model.unsupported", { what: "ir-version", found, needed: Number(OLDEST_IR_VERSION) });
  }
  if (model.opsetImport.length === 0)
    throw new LabError("model.unsupported", { what: "opset", found: "none" });
  return model;
}
