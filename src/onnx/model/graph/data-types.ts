import { TensorProto_DataType as Type } from "../schema/onnx_pb.ts";

/** Element types the lab may meet: the name shown, and the bits of one element (0: of variable length). */
const DATA_TYPES: Readonly<Record<number, { name: string; bits: number }>> = {
  [Type.FLOAT]: { name: "float32", bits: 32 },
  [Type.UINT8]: { name: "uint8", bits: 8 },
  [Type.INT8]: { name: "int8", bits: 8 },
  [Type.UINT16]: { name: "uint16", bits: 16 },
  [Type.INT16]: { name: "int16", bits: 16 },
  [Type.INT32]: { name: "int32", bits: 32 },
  [Type.INT64]: { name: "int64", bits: 64 },
  [Type.STRING]: { name: "string", bits: 0 },
  [Type.BOOL]: { name: "bool", bits: 8 },
  [Type.FLOAT16]: { name: "float16", bits: 16 },
  [Type.DOUBLE]: { name: "float64", bits: 64 },
  [Type.UINT32]: { name: "uint32", bits: 32 },
  [Type.UINT64]: { name: "uint64", bits: 64 },
  [Type.COMPLEX64]: { name: "complex64", bits: 64 },
  [Type.COMPLEX128]: { name: "complex128", bits: 128 },
  [Type.BFLOAT16]: { name: "bfloat16", bits: 16 },
  [Type.UINT4]: { name: "uint4", bits: 4 },
  [Type.INT4]: { name: "int4", bits: 4 },
  [Type.UINT2]: { name: "uint2", bits: 2 },
  [Type.INT2]: { name: "int2", bits: 2 },
};

const FLOATING: ReadonlySet<number> = new Set([Type.FLOAT, Type.FLOAT16, Type.DOUBLE, Type.BFLOAT16]);

/** Name of a TensorProto.DataType as the lab shows it, for example `float32`; `type 17` for one it does not know. */
export function dataTypeName(dataType: number): string {
  return DATA_TYPES[dataType]?.name ?? `type ${dataType}`;
}

/** Bits that one element takes when packed; 8 for the 8-bit floats and others not in the table. */
export function dataTypeBits(dataType: number): number {
  return DATA_TYPES[dataType]?.bits ?? 8;
}

/** Whether the lab knows an element type; it knows how wide it is, then. */
export function isKnownDataType(dataType: number): boolean {
  return dataType in DATA_TYPES;
}

/** Whether the elements are binary floating-point numbers of 16 bits or more. */
export function isFloating(dataType: number): boolean {
  return FLOATING.has(dataType);
}
