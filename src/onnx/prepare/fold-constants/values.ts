import { intAttr } from "../../model/graph/attributes.ts";
import { isFloating } from "../../model/graph/data-types.ts";
import { elementCount, readFloats, readInts, tensorDims } from "../../model/read/tensor.ts";
import { type TensorProto, TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";
import { floatTensor, int32Tensor, int64Tensor } from "../../model/write/tensor.ts";
import type { Evaluate } from "./evaluate.ts";

const INTEGERS: ReadonlySet<number> = new Set([
  Type.BOOL,
  Type.INT8,
  Type.UINT8,
  Type.INT16,
  Type.UINT16,
  Type.INT32,
  Type.INT64,
]);

/** Cast to FLOAT from floating-point and integer types, to INT32 and INT64 from integers that fit. */
export const cast: Evaluate = (node, [data]) => {
  if (!data) return null;
  const to = intAttr(node, "to", 0);
  const dims = tensorDims(data);
  if (to === Type.FLOAT && isFloating(data.dataType)) return floatTensor("", dims, readFloats(data));
  if (!INTEGERS.has(data.dataType)) return null;
  if (to === Type.FLOAT && data.rawData.length === elementCount(data)) {
    return floatTensor("", dims, data.dataType === Type.INT8 ? new Int8Array(data.rawData) : data.rawData);
  }
  const values = readInts(data);
  if (to === Type.FLOAT) return floatTensor("", dims, values);
  if (to === Type.INT64 && values.every(Number.isSafeInteger)) return int64Tensor("", dims, values);
  return to === Type.INT32 && values.every((value) => value === (value | 0))
    ? int32Tensor("", dims, values)
    : null;
};

/**
 * Add, Sub, Mul or Div of float32 tensors, each result rounded to float32, where one input has the shape of
 * the result: what broadcasting makes larger than both inputs is left to the runtime.
 */
export function arithmetic(operation: (a: number, b: number) => number): Evaluate {
  return (_, [a, b]) => {
    if (a?.dataType !== Type.FLOAT || b?.dataType !== Type.FLOAT) return null;
    const dims = broadcastDims(tensorDims(a), tensorDims(b));
    if (!dims) return null;
    const [left, right] = [a, b].map((tensor) => broadcast(tensor, dims));
    return floatTensor(
      "",
      dims,
      left.map((value, i) => operation(value, right[i])),
    );
  };
}

/** Shape of the result if it is that of one input; else null. */
function broadcastDims(a: readonly number[], b: readonly number[]): readonly number[] | null {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  const padded = [...Array<number>(longer.length - shorter.length).fill(1), ...shorter];
  const holds = (outer: readonly number[], inner: readonly number[]) =>
    outer.every((size, axis) => inner[axis] === size || inner[axis] === 1);
  if (holds(longer, padded)) return longer;
  return holds(padded, longer) ? padded : null;
}

function broadcast(tensor: TensorProto, dims: readonly number[]): Float32Array {
  const values = readFloats(tensor);
  const count = dims.reduce((product, size) => product * size, 1);
  if (values.length === count) return values;
  const own = tensorDims(tensor);
  const from = dims.map((_, axis) => own[axis - dims.length + own.length] ?? 1);
  const spread = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let rest = i;
    let index = 0;
    let stride = 1;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      if (from[axis] > 1) {
        index += (rest % dims[axis]) * stride;
        stride *= from[axis];
      }
      rest = Math.floor(rest / dims[axis]);
    }
    spread[i] = values[index];
  }
  return spread;
}
