import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { LabError } from "#failures/lab-error.ts";

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
export function checkWire(bytes: Uint8Array): void {
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
