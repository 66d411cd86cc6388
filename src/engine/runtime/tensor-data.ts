import type { Tensor } from "onnxruntime-web/wasm";
import { floatsToHalves, halvesToFloats } from "#numerics/floats/half.ts";
import { roundHalfToEven } from "#numerics/rounding.ts";

/** Element types the lab feeds and reads. */
export type TensorData = Float32Array | Uint8Array | Int8Array | Int32Array;

type NumberArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** Integer types by their arrays and ranges. */
const INTEGERS: Partial<
  Record<Tensor.Type, { make: (length: number) => NumberArray; low: number; high: number }>
> = {
  uint8: { make: (length) => new Uint8Array(length), low: 0, high: 2 ** 8 - 1 },
  int8: { make: (length) => new Int8Array(length), low: -(2 ** 7), high: 2 ** 7 - 1 },
  uint16: { make: (length) => new Uint16Array(length), low: 0, high: 2 ** 16 - 1 },
  int16: { make: (length) => new Int16Array(length), low: -(2 ** 15), high: 2 ** 15 - 1 },
  uint32: { make: (length) => new Uint32Array(length), low: 0, high: 2 ** 32 - 1 },
  int32: { make: (length) => new Int32Array(length), low: -(2 ** 31), high: 2 ** 31 - 1 },
  bool: { make: (length) => new Uint8Array(length), low: 0, high: 1 },
};

/**
 * Floats as the elements that a tensor of some type is made of: integers rounded half to even and clamped to their
 * range (NaN gives 0). Null for types that hold no numbers, or less than a byte each.
 */
export function fromFloats(
  values: Float32Array,
  type: Tensor.Type,
): Float32Array | Float64Array | NumberArray | BigInt64Array | BigUint64Array | null {
  if (type === "float32") return values;
  if (type === "float64") return Float64Array.from(values);
  if (type === "float16") {
    const bits = new Uint16Array(values.length);
    floatsToHalves(values, bits);
    return bits;
  }
  if (type === "int64") return BigInt64Array.from(values, (value) => BigInt(whole(value)));
  if (type === "uint64") return BigUint64Array.from(values, (value) => BigInt(Math.max(0, whole(value))));
  const integer = INTEGERS[type];
  if (!integer) return null;
  const { low, high } = integer;
  const out = integer.make(values.length);
  for (let i = 0; i < values.length; i++) out[i] = Math.min(high, Math.max(low, roundHalfToEven(values[i])));
  return out;
}

const whole = (value: number) => (Number.isFinite(value) ? roundHalfToEven(value) : 0);

/** What the runtime gives, as what the lab reads: other numbers than bytes, int32 and float32 become float32. */
export function toTensorData(data: Tensor.DataType, type: Tensor.Type): TensorData {
  if (
    data instanceof Float32Array ||
    data instanceof Uint8Array ||
    data instanceof Int8Array ||
    data instanceof Int32Array
  )
    return data;
  if (type === "float16") {
    // Where the browser has a Float16Array, the runtime uses it: the cast is for its bytes, which are the same.
    const { buffer, byteOffset, length } = data as Uint16Array;
    const floats = new Float32Array(length);
    halvesToFloats(new Uint16Array(buffer, byteOffset, length), floats);
    return floats;
  }
  // What is left holds numbers or bigints: the lab fetches no text.
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

/** The elements as floats: the array itself of a float32 tensor, a copy of any other. */
export function floatsOf({ data }: { data: TensorData }): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}
