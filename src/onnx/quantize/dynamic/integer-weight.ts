import type { QuantizedTensor } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import { intAttr } from "../../model/graph/attributes.ts";

/** A quantized weight as ConvInteger or MatMulInteger takes it. */
export interface IntegerWeight {
  dims: readonly number[];
  codes: Int8Array | Uint8Array;
  zeroPoints: { dims: readonly number[]; values: ArrayLike<number> };
  /** Scales, in a shape that broadcasts against the operator's output. */
  scales: { dims: readonly number[]; values: Float32Array };
}

/** The middle of uint8's codes, where symmetric codes have their zero. */
const MIDDLE = 128;

/**
 * A layer's weight for its integer operator; null where none can hold it: groups, and zero points of a Conv
 * that differ between channels by more than uint8 leaves room for.
 */
export function integerWeight(
  layer: QuantizableLayer,
  dims: readonly number[],
  quantized: QuantizedTensor,
): IntegerWeight | null {
  if (quantized.groupSize !== null) return null;
  return layer.op === "Conv" ? convolution(dims, quantized) : product(layer, dims, quantized);
}

/** ConvInteger-10: uint8 codes with one zero point, which is all that ONNX Runtime's kernel takes. */
function convolution(dims: readonly number[], quantized: QuantizedTensor): IntegerWeight | null {
  const { codes, scales, zeroPoints, qmin, qmax, channelAxis } = quantized;
  const spatial = dims.slice(2).map(() => 1);
  const scaleDims = channelAxis === null ? [] : [1, scales.length, ...spatial];
  const placed = { dims, scales: { dims: scaleDims, values: scales } };
  const own = codes instanceof Uint8Array && zeroPoints.every((zero) => zero === zeroPoints[0]);
  if (own) return { ...placed, codes, zeroPoints: { dims: [], values: [zeroPoints[0]] } };
  // Codes move so that every channel's zero point falls on the same one.
  const fits = zeroPoints.every((zero) => qmin - zero >= -MIDDLE && qmax - zero < MIDDLE);
  if (!fits) return null;
  const perChannel = codes.length / dims[0];
  const moved = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const zero = zeroPoints[channelAxis === null ? 0 : Math.floor(i / perChannel)];
    moved[i] = codes[i] - zero + MIDDLE;
  }
  return { ...placed, codes: moved, zeroPoints: { dims: [], values: [MIDDLE] } };
}

/** MatMulInteger-10: codes `[…, inputs, channels]`, one zero point or one per column, and scales in the same way. */
function product(
  { op, node }: QuantizableLayer,
  dims: readonly number[],
  { codes, scales, zeroPoints, channelAxis }: QuantizedTensor,
): IntegerWeight {
  const transposes = op === "Gemm" && intAttr(node.proto, "transB", 0) !== 0;
  const placed = transposes ? [dims[1], dims[0]] : dims;
  const shared = zeroPoints.every((zero) => zero === zeroPoints[0]);
  return {
    dims: placed,
    codes: transposes ? transposed(codes, dims[0], dims[1]) : codes,
    zeroPoints: shared ? { dims: [], values: [zeroPoints[0]] } : perColumn(placed, zeroPoints),
    scales: channelAxis === null ? { dims: [], values: scales } : perColumn(placed, scales),
  };
}

/**
 * `[n]` for a matrix; for a stack of matrices spelled out for each, `[…, 1, n]`: the kernels that ONNX Runtime
 * fuses MatMulInteger, Mul and Add into take the wrong columns of `[n]` beside a stack.
 */
function perColumn(dims: readonly number[], columns: Float32Array | Int32Array) {
  const stack = dims.slice(0, -2);
  const matrices = stack.reduce((total, size) => total * size, 1);
  const values = new Float32Array(matrices * columns.length);
  for (let i = 0; i < matrices; i++) values.set(columns, i * columns.length);
  return { dims: dims.length === 2 ? [columns.length] : [...stack, 1, columns.length], values };
}

function transposed(codes: Int8Array | Uint8Array, rows: number, columns: number): Int8Array | Uint8Array {
  const out = codes.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = codes[row * columns + column];
  }
  return out;
}
