import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { LabError } from "#failures/lab-error.ts";
import { type ModelProto, ModelProtoSchema } from "../schema/onnx_pb.ts";
import { attachExternalData, type DataFiles } from "./external-data.ts";
import { checkGraphs } from "./graph-check.ts";
import { checkMessages } from "./message-check.ts";

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

/** Wire types of the fields of ModelProto that a file may begin with (onnx.proto, message ModelProto). */
const LEADING_FIELDS: Readonly<Record<number, WireType>> = {
  1: WireType.Varint,
  2: WireType.LengthDelimited,
  3: WireType.LengthDelimited,
  4: WireType.LengthDelimited,
  5: WireType.Varint,
  6: WireType.LengthDelimited,
  7: WireType.LengthDelimited,
  8: WireType.LengthDelimited,
  14: WireType.LengthDelimited,
  20: WireType.LengthDelimited,
  25: WireType.LengthDelimited,
  26: WireType.LengthDelimited,
};

/**
 * Walks the outermost fields of a serialized ModelProto without decoding them, to tell a file that was cut
 * off from one that never was ONNX.
 *
 * @throws LabError `model.not-onnx` (details.looksLike: `empty`, `html`, `zip`, `json`, `git-lfs` or `binary`)
 * @throws LabError `model.truncated` (details.bytes: length of the file)
 */
function checkWire(bytes: Uint8Array): void {
  const looksLike = disguise(bytes);
  if (looksLike) throw new LabError("model.not-onnx", { looksLike, bytes: bytes.length });
  const reader = new BinaryReader(bytes);
  let first = true;
  while (reader.pos < reader.len) {
    try {
      const [field, wireType] = reader.tag();
      if (first && LEADING_FIELDS[field] !== wireType) {
        throw new LabError("model.not-onnx", { looksLike: "binary", bytes: bytes.length });
      }
      first = false;
      reader.skip(wireType, field);
    } catch (cause) {
      if (cause instanceof LabError) throw cause;
      // Past the end of the bytes the reader throws a RangeError; anything else is malformed.
      const code =
        cause instanceof RangeError || reader.pos >= reader.len ? "model.truncated" : "model.not-onnx";
      throw new LabError(code, { looksLike: "binary", bytes: bytes.length }, { cause });
    }
  }
}

/** What a file that cannot be ONNX probably is, by its first bytes; null if it may be ONNX. */
function disguise(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return "empty";
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 256)).trimStart();
  if (/^<(!doctype|html|head|body|\?xml)/i.test(head)) return "html";
  if (head.startsWith("PK\x03\x04")) return "zip";
  if (/^[{[]\s*["{[]/.test(head)) return "json";
  if (head.startsWith("version https://git-lfs")) return "git-lfs";
  return null;
}
