import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { LabError } from "#failures/lab-error.ts";
import { ModelProtoSchema } from "../schema/onnx_pb.ts";
import { MODEL_LIMITS } from "./limits.ts";

/** Bytes that a decoded message takes, its empty lists included: measured 66 (a metadata entry) to 417 (a tensor) in V8. */
const MESSAGE_BYTES = 512;
/** A number in a list. */
const NUMBER_BYTES = 8;
/** A 64-bit integer is a BigInt of its own. */
const BIGINT_BYTES = 40;
/** A string, byte string or unknown field, without its bytes. */
const RECORD_BYTES = 160;

/**
 * Walks a serialized ModelProto by its schema and adds up what decoding it would take, without decoding:
 * a file of a few megabytes can ask for gigabytes of empty messages. Bytes of tensors are stepped over.
 *
 * @throws LabError `model.too-large` (details.what `decoded bytes` or `nesting`)
 * @throws RangeError where a field ends beyond the message it lies in
 */
export function checkMessages(bytes: Uint8Array): void {
  new Walk(bytes).message(ModelProtoSchema, bytes.length, 1);
}

/** LabError `model.too-large`. */
export function tooLarge(what: string, found: number, limit: number): LabError {
  return new LabError("model.too-large", { what, found, limit });
}

class Walk {
  readonly #reader: BinaryReader;
  #decodedBytes = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.#reader = new BinaryReader(bytes);
  }

  message(schema: DescMessage, end: number, depth: number): void {
    if (depth > MODEL_LIMITS.depth) throw tooLarge("nesting", depth, MODEL_LIMITS.depth);
    this.#add(MESSAGE_BYTES);
    const fields = fieldsOf(schema);
    const reader = this.#reader;
    while (reader.pos < end) {
      const [number, wireType] = reader.tag();
      const field = fields.get(number);
      if (wireType !== WireType.LengthDelimited) {
        this.#add(field?.elementBytes ?? RECORD_BYTES);
        reader.skip(wireType, number, MODEL_LIMITS.depth - depth);
        continue;
      }
      const length = reader.uint32();
      const fieldEnd = reader.pos + length;
      if (fieldEnd > end) throw new RangeError("a field ends beyond its message");
      if (field?.message) this.message(field.message, fieldEnd, depth + 1);
      else this.#add(field ? this.#listBytes(field, fieldEnd) : RECORD_BYTES);
      reader.pos = fieldEnd;
    }
    if (reader.pos !== end) throw new RangeError("a field ends beyond its message");
  }

  /** Of a packed list that begins where the reader stands, or of a string. */
  #listBytes({ elementBytes, fixedWidth, isVarint }: Field, end: number): number {
    const start = this.#reader.pos;
    if (fixedWidth > 0) return ((end - start) / fixedWidth) * elementBytes;
    if (!isVarint) return RECORD_BYTES;
    let count = 0;
    for (let i = start; i < end; i++) if (this.bytes[i] < 0x80) count++;
    return count * elementBytes;
  }

  #add(bytes: number): void {
    this.#decodedBytes += bytes;
    if (this.#decodedBytes > MODEL_LIMITS.decodedBytes) {
      throw tooLarge("decoded bytes", this.#decodedBytes, MODEL_LIMITS.decodedBytes);
    }
  }
}

/** What the walk needs to know of a field. */
interface Field {
  message: DescMessage | null;
  elementBytes: number;
  /** Bytes of an element in a packed list; 0 where they vary. */
  fixedWidth: number;
  isVarint: boolean;
}

const FIELDS = new WeakMap<DescMessage, ReadonlyMap<number, Field>>();

function fieldsOf(schema: DescMessage): ReadonlyMap<number, Field> {
  let fields = FIELDS.get(schema);
  if (!fields) {
    fields = new Map(schema.fields.map((field) => [field.number, describe(field)]));
    FIELDS.set(schema, fields);
  }
  return fields;
}

const WIDE_INTEGERS: ReadonlySet<ScalarType | undefined> = new Set([ScalarType.INT64, ScalarType.UINT64]);

/** Of the field kinds that onnx.proto has: messages, numbers, strings and bytes, and lists of them. */
function describe({ message, scalar }: DescField): Field {
  const isBytes = scalar === ScalarType.STRING || scalar === ScalarType.BYTES;
  const fixedWidth = scalar === ScalarType.FLOAT ? 4 : scalar === ScalarType.DOUBLE ? 8 : 0;
  const elementBytes = WIDE_INTEGERS.has(scalar) ? BIGINT_BYTES : NUMBER_BYTES;
  return {
    message: message ?? null,
    elementBytes: isBytes ? RECORD_BYTES : elementBytes,
    fixedWidth,
    isVarint: !isBytes && fixedWidth === 0 && !message,
  };
}
