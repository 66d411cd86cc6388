import { LabError } from "#failures/lab-error.ts";
import { halvesToFloats } from "#numerics/floats/half.ts";
import { dataTypeBits, dataTypeName } from "../graph/data-types.ts";
import {
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType as Type,
} from "../schema/onnx_pb.ts";

/** Dimensions of a tensor; empty for a scalar. */
export function tensorDims(tensor: TensorProto): number[] {
  return tensor.dims.map(Number);
}

/** Number of elements: the product of the dimensions, 1 for a scalar. */
export function elementCount(tensor: TensorProto): number {
  return tensor.dims.reduce((product, dim) => product * Number(dim), 1);
}

/**
 * Elements of a FLOAT, FLOAT16, BFLOAT16 or DOUBLE tensor as float32 (doubles are rounded), row-major,
 * whether they are stored in `raw_data` (little-endian, at any alignment), `float_data`, `double_data` or, for 16-bit floats,
 * as bits in `int32_data` (onnx.proto, message TensorProto).
 *
 * @returns a new array
 * @throws LabError `model.unsupported` for external data, another element type, or the wrong number of elements
 */
export function readFloats(tensor: TensorProto): Float32Array {
  requireInline(tensor);
  const count = elementCount(tensor);
  const values = tensor.rawData.length > 0 ? rawFloats(tensor) : typedFloats(tensor);
  if (values.length !== count) throw wrongCount(tensor, values.length);
  return values;
}

function rawFloats(tensor: TensorProto): Float32Array {
  const { rawData } = tensor;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  switch (tensor.dataType) {
    case Type.FLOAT:
      return littleEndianFloats(view);
    case Type.FLOAT16:
      return halfFloats(littleEndianWords(view));
    case Type.BFLOAT16:
      return bfloats(Uint32Array.from(littleEndianWords(view)));
    case Type.DOUBLE:
      return Float32Array.from({ length: view.byteLength >> 3 }, (_, i) => view.getFloat64(8 * i, true));
    default:
      throw wrongType(tensor, "float");
  }
}

/** One copy at memory speed where the machine is little-endian, as all that run browsers are; else value by value. */
function littleEndianFloats(view: DataView): Float32Array {
  const values = new Float32Array(view.byteLength >> 2);
  if (LITTLE_ENDIAN) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, values.byteLength);
    new Uint8Array(values.buffer).set(bytes);
  } else {
    for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(4 * i, true);
  }
  return values;
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function typedFloats(tensor: TensorProto): Float32Array {
  switch (tensor.dataType) {
    case Type.FLOAT:
      return Float32Array.from(tensor.floatData);
    case Type.FLOAT16:
      return halfFloats(Uint16Array.from(tensor.int32Data));
    case Type.BFLOAT16:
      return bfloats(Uint32Array.from(tensor.int32Data));
    case Type.DOUBLE:
      return Float32Array.from(tensor.doubleData);
    default:
      throw wrongType(tensor, "float");
  }
}

function littleEndianWords(view: DataView): Uint16Array {
  return Uint16Array.from({ length: view.byteLength >> 1 }, (_, i) => view.getUint16(2 * i, true));
}

function halfFloats(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  halvesToFloats(bits, values);
  return values;
}

/** The upper half of a float32 each; shifted in place. */
function bfloats(bits: Uint32Array): Float32Array {
  return new Float32Array(bits.map((half) => half << 16).buffer);
}

/**
 * Elements of an integer or BOOL tensor of 2 to 64 bits, row-major, from `raw_data` (little-endian; several
 * of less than 8 bits to a byte, the first in the lowest bits), `int32_data` (such bytes where packed),
 * `int64_data` or `uint64_data`. Values beyond 2^53 lose their lowest bits.
 *
 * @throws LabError `model.unsupported` for external data, another element type, or the wrong number of elements
 */
export function readInts(tensor: TensorProto): number[] {
  requireInline(tensor);
  const values = tensor.rawData.length > 0 ? rawInts(tensor) : typedInts(tensor);
  if (values.length !== elementCount(tensor)) throw wrongCount(tensor, values.length);
  return values;
}

/** Bytes per element, and how to read one, little-endian. */
const INT_READERS: Readonly<Record<number, [bytes: number, read: (view: DataView, at: number) => number]>> = {
  [Type.UINT8]: [1, (view, at) => view.getUint8(at)],
  [Type.INT8]: [1, (view, at) => view.getInt8(at)],
  [Type.BOOL]: [1, (view, at) => view.getUint8(at)],
  [Type.UINT16]: [2, (view, at) => view.getUint16(at, true)],
  [Type.INT16]: [2, (view, at) => view.getInt16(at, true)],
  [Type.UINT32]: [4, (view, at) => view.getUint32(at, true)],
  [Type.INT32]: [4, (view, at) => view.getInt32(at, true)],
  [Type.INT64]: [8, (view, at) => Number(view.getBigInt64(at, true))],
  [Type.UINT64]: [8, (view, at) => Number(view.getBigUint64(at, true))],
};

/** Element types of less than a byte. */
const PACKED: ReadonlyMap<number, { signed: boolean }> = new Map([
  [Type.INT4, { signed: true }],
  [Type.UINT4, { signed: false }],
  [Type.INT2, { signed: true }],
  [Type.UINT2, { signed: false }],
]);

/** As many elements as the tensor's shape says; if the bytes are too few or too many, as many as they hold. */
function packedInts(tensor: TensorProto, bytes: ArrayLike<number>, signed: boolean): number[] {
  const bits = dataTypeBits(tensor.dataType);
  const perByte = 8 / bits;
  const count = elementCount(tensor);
  const fits = bytes.length === Math.ceil(count / perByte);
  return Array.from({ length: fits ? count : bytes.length * perByte }, (_, i) => {
    const value = (bytes[Math.floor(i / perByte)] >> (bits * (i % perByte))) & (2 ** bits - 1);
    return signed && value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
  });
}

function rawInts(tensor: TensorProto): number[] {
  const packed = PACKED.get(tensor.dataType);
  if (packed) return packedInts(tensor, tensor.rawData, packed.signed);
  const reader = INT_READERS[tensor.dataType];
  if (!reader) throw wrongType(tensor, "integer");
  const [bytes, read] = reader;
  const { rawData } = tensor;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length: Math.floor(rawData.length / bytes) }, (_, i) => read(view, i * bytes));
}

function typedInts(tensor: TensorProto): number[] {
  const packed = PACKED.get(tensor.dataType);
  if (packed) return packedInts(tensor, tensor.int32Data, packed.signed);
  switch (tensor.dataType) {
    case Type.INT64:
      return tensor.int64Data.map(Number);
    case Type.UINT32:
    case Type.UINT64:
      return tensor.uint64Data.map(Number);
    default:
      if (!INT_READERS[tensor.dataType]) throw wrongType(tensor, "integer");
      return [...tensor.int32Data];
  }
}

function requireInline(tensor: TensorProto): void {
  if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL) {
    const file = tensor.externalData.find(({ key }) => key === "location")?.value ?? "";
    throw new LabError("model.unsupported", { what: "external-data", name: tensor.name, file });
  }
}

function wrongType(tensor: TensorProto, needed: string): LabError {
  const found = dataTypeName(tensor.dataType);
  return new LabError("model.unsupported", { what: "element-type", name: tensor.name, found, needed });
}

function wrongCount(tensor: TensorProto, found: number): LabError {
  const needed = elementCount(tensor);
  return new LabError("model.unsupported", { what: "element-count", name: tensor.name, found, needed });
}
