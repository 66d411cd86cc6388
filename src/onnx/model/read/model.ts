import { fromBinary } from "@bufbuild/protobuf";
import { LabError } from "#failures/lab-error.ts";
import { type ModelProto, ModelProtoSchema } from "../schema/onnx_pb.ts";
import { attachExternalData, type DataFiles } from "./external-data.ts";
import { checkGraphs } from "./graph-check.ts";
import { checkMessages } from "./message-check.ts";
import { checkWire } from "./wire-check.ts";

/** The oldest intermediate representation read: 3 is that of ONNX 1.0, the first stable release. */
const OLDEST_IR_VERSION = 3n;

/**
 * Decodes a serialized ModelProto (ONNX IR specification, onnx.proto), gives tensors whose values lie in other
 * files those values, and checks that the graph hangs together, its nodes in order. Tensors keep a view of
 * `bytes` and of `files`, so these must not be changed or transferred while the model is in use; nothing is
 * copied. Unknown fields are kept for writing. What is read, is read within `MODEL_LIMITS`.
 *
 * @param files what was dropped beside the model, for weights in files of their own
 * @throws LabError `model.not-onnx` if the bytes are empty, another kind of file, or malformed inside
 * @throws LabError `model.truncated` if the bytes, or those of a data file, end too early
 * @throws LabError `model.unsupported` (details.what: `graph`, `ir-version` or `opset`) if it lacks what every model has
 * @throws LabError `model.external-missing` (details.files) if its weights lie in files that are not there
 * @throws LabError `model.damaged` (details.what, name) if the graph contradicts itself
 * @throws LabError `model.too-large` (details.what, found, limit)
 */
export function readModel(bytes: Uint8Array, files: DataFiles = new Map()): ModelProto {
  checkWire(bytes);
  const model = decode(bytes);
  if (!model.graph || model.graph.node.length === 0) {
    throw new LabError("model.unsupported", { what: "graph", found: model.graph ? "no nodes" : "none" });
  }
  if (model.irVersion < OLDEST_IR_VERSION) {
    const found = Number(model.irVersion);
    throw new LabError("model.unsupported", { what: "ir-version", found, needed: Number(OLDEST_IR_VERSION) });
  }
  if (model.opsetImport.length === 0)
    throw new LabError("model.unsupported", { what: "opset", found: "none" });
  checkGraphs(model);
  attachExternalData(model, files);
  return model;
}

function decode(bytes: Uint8Array): ModelProto {
  try {
    checkMessages(bytes);
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError("model.not-onnx", { looksLike: "malformed", bytes: bytes.length }, { cause });
  }
}
