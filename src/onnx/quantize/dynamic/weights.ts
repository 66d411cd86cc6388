import { canonicalJson } from "#experiment/canonical-json.ts";
import type { QuantizedTensor } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import { floatAttr, intAttr } from "../../model/graph/attributes.ts";
import type { NodeProto } from "../../model/schema/onnx_pb.ts";
import { floatTensor, int8Tensor, uint8Tensor } from "../../model/write/tensor.ts";
import type { PlannedWeight } from "../plan/planned-weights.ts";
import { staticForm } from "../plan/weight-form.ts";
import type { QdqEditor } from "../qdq/editor.ts";
import { quantizePlanned } from "../qdq/layer-weights.ts";
import { storeWeight } from "../qdq/weight-storage.ts";

/** Initialisers of a weight that an integer operator reads. */
export interface IntegerNames {
  codes: string;
  scale: string;
  zeroPoint: string;
}

/** A weight in the file: for an integer operator, or behind DequantizeLinear. */
export type StoredDynamicWeight = { quantized: QuantizedTensor; storageBits: 4 | 8 } & (
  | { integer: IntegerNames }
  | { integer: null; nodes: NodeProto[]; output: string }
);

/** Stores weights; layers that read the same one alike share it. */
export class DynamicWeights {
  /** By the codes that were given, then by what else tells weights apart. */
  readonly #stored = new Map<QuantizedTensor | null, Map<string, StoredDynamicWeight>>();

  constructor(
    private readonly editor: QdqEditor,
    private readonly opset: number,
    /** False where nothing but float operators is to read them. */
    private readonly forIntegers: boolean,
  ) {}

  /** @throws LabError as `quantizePlanned` does */
  store(layer: QuantizableLayer, planned: PlannedWeight): StoredDynamicWeight {
    const alpha = layer.op === "Gemm" ? floatAttr(layer.node.proto, "alpha", 1) : 1;
    const { tensor, channelAxis, spec, given } = planned;
    const key = canonicalJson([tensor, layer.op, channelAxis, alpha, spec]);
    const alike = this.#stored.get(given) ?? new Map<string, StoredDynamicWeight>();
    this.#stored.set(given, alike);
    const known = alike.get(key);
    // The nodes behind a shared weight stand before the first layer that reads it.
    if (known) return known.integer ? known : { ...known, nodes: [] };
    const stored = this.#write(layer, planned, alpha);
    alike.set(key, stored);
    return stored;
  }

  #write(layer: QuantizableLayer, planned: PlannedWeight, alpha: number): StoredDynamicWeight {
    const { tensor, dims, spec } = planned;
    const quantized = quantizePlanned(planned);
    const integer = this.forIntegers ? integerWeight(layer, dims, quantized) : null;
    if (integer) return { quantized, storageBits: 8, integer: this.#integer(tensor, integer, alpha) };
    const form = staticForm({ layer, spec }, this.opset);
    return { quantized, integer: null, ...storeWeight(this.editor, tensor, dims, quantized, form) };
  }

  #integer(tensor: string, { dims, codes, zeroPoints, scales }: IntegerWeight, alpha: number): IntegerNames {
    const store = codes instanceof Int8Array ? int8Tensor : uint8Tensor;
    const factors = alpha === 1 ? scales.values : scales.values.map((scale) => scale * alpha);
    return {
      codes: this.editor.initializer(store(`${tensor}_quantized`, dims, codes)),
      scale: this.editor.initializer(floatTensor(`${tensor}_scale`, scales.dims, factors)),
      zeroPoint: this.editor.initializer(store(`${tensor}_zero_point`, zeroPoints.dims, zeroPoints.values)),
    };
  }
}

/** A quantized weight as ConvInteger or MatMulInteger takes it. */
interface IntegerWeight {
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
function integerWeight(
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
