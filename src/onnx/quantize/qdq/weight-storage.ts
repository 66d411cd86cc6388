import { type ScaleLayout, scaleLayout } from "#numerics/weights/scale-layout.ts";
import type { QuantizedTensor } from "#numerics/weights/weights.ts";
import type { NodeProto } from "../../model/schema/onnx_pb.ts";
import type { Attributes } from "../../model/write/node.ts";
import {
  floatTensor,
  int4Tensor,
  int8Tensor,
  int64Tensor,
  uint4Tensor,
  uint8Tensor,
} from "../../model/write/tensor.ts";
import type { WeightForm } from "../plan/weight-form.ts";
import type { QdqEditor } from "./editor.ts";

/** A weight in the file. */
export interface WrittenWeight {
  /** DequantizeLinear and what follows it, in order. */
  nodes: NodeProto[];
  /** The float tensor that the layer reads. */
  output: string;
  /** Bits per weight. */
  storageBits: 4 | 8;
}

/**
 * Stores a weight's codes, scales and zero points so that the tensor which comes out equals, to the bit,
 * `dequantizeWeights`. One scale, or one per channel: DequantizeLinear on the weight's own shape
 * (DequantizeLinear-13). Groups, which run over a channel's flattened inputs: DequantizeLinear on a matrix, in
 * blocks (DequantizeLinear-21; with S scales a row of D is cut into blocks of B where
 * ⌈D/S⌉ ≤ B ≤ ⌈D/(S−1)⌉ − 1, which holds for every S = ⌈D/B⌉ above 1, a short last block included) or, before
 * operator set 21, one group a row; then Reshape and Transpose to the weight's shape.
 *
 * @param dims shape of the weight, at least two dimensions
 * @param form `packed` only for codes of at most 4 bits
 */
export function storeWeight(
  editor: QdqEditor,
  name: string,
  dims: readonly number[],
  quantized: QuantizedTensor,
  form: WeightForm,
): WrittenWeight {
  const storage = new WeightStorage(editor, name, form.packed);
  const { channelAxis, groupSize } = quantized;
  if (channelAxis === null || groupSize === null) {
    const attributes: Attributes = channelAxis === null ? {} : { axis: channelAxis };
    const scaleDims = channelAxis === null ? [] : [quantized.scales.length];
    storage.dequantize({ ...quantized, dims, scaleDims, attributes });
    if (form.shielded) storage.reshape(dims);
    return storage.written();
  }
  const layout = scaleLayout(dims, channelAxis, { kind: "group", size: groupSize });
  if (form.blocked && layout.inner === 1) {
    storage.dequantize(inputMajorBlocks(quantized, layout));
    if (form.shielded || dims.length > 2) storage.reshape(dims);
    return storage.written();
  }
  storage.dequantize((form.blocked ? channelMajorBlocks : groupRows)(quantized, layout));
  if (!form.blocked) storage.cut(layout);
  const others = dims.filter((_, axis) => axis !== channelAxis);
  if (form.shielded || !form.blocked || dims.length > 2) storage.reshape([layout.channels, ...others]);
  if (channelAxis > 0) storage.transpose(dims.map((_, axis) => positionOf(axis, channelAxis)));
  return storage.written();
}

/** Where an axis is once the channel axis is in front. */
function positionOf(axis: number, channelAxis: number): number {
  if (axis === channelAxis) return 0;
  return axis < channelAxis ? axis + 1 : axis;
}

interface StoredCodes extends Pick<QuantizedTensor, "codes" | "scales" | "zeroPoints"> {
  dims: readonly number[];
  scaleDims: readonly number[];
  attributes: Attributes;
}

/** Nodes one after the other, from codes to the weight. */
class WeightStorage {
  readonly #nodes: NodeProto[] = [];

  constructor(
    private readonly editor: QdqEditor,
    private readonly name: string,
    private readonly packed: boolean,
  ) {}

  dequantize({ dims, codes, scaleDims, scales, zeroPoints, attributes }: StoredCodes): void {
    const store = codeWriter(codes, this.packed);
    const inputs = [
      this.editor.initializer(store(`${this.name}_quantized`, dims, codes)),
      this.editor.initializer(floatTensor(`${this.name}_scale`, scaleDims, scales)),
      this.editor.initializer(store(`${this.name}_zero_point`, scaleDims, zeroPoints)),
    ];
    this.#nodes.push(this.editor.node("DequantizeLinear", this.name, inputs, attributes));
  }

  /** From rows of groups to channels of as many elements as they have, without what a short group was filled up with. */
  cut({ outer, inner, channels, groupSize, groupsPerChannel }: ScaleLayout): void {
    const [size, filled] = [outer * inner, groupsPerChannel * groupSize];
    if (size === filled) return;
    this.reshape([channels, filled]);
    this.#then("Slice", [this.#shape("starts", [0]), this.#shape("ends", [size]), this.#shape("axes", [1])]);
  }

  reshape(dims: readonly number[]): void {
    this.#then("Reshape", [this.#shape("shape", dims)]);
  }

  transpose(perm: readonly number[]): void {
    this.#then("Transpose", [], { perm });
  }

  written(): WrittenWeight {
    return { nodes: this.#nodes, output: this.#last(), storageBits: this.packed ? 4 : 8 };
  }

  #then(op: string, constants: readonly string[], attributes: Attributes = {}): void {
    this.#nodes.push(this.editor.node(op, this.name, [this.#last(), ...constants], attributes));
  }

  #last(): string {
    return this.#nodes[this.#nodes.length - 1].output[0];
  }

  #shape(what: string, values: readonly number[]): string {
    return this.editor.initializer(int64Tensor(`${this.name}_${what}`, [values.length], values));
  }
}

function codeWriter(codes: QuantizedTensor["codes"], packed: boolean) {
  if (codes instanceof Int8Array) return packed ? int4Tensor : int8Tensor;
  return packed ? uint4Tensor : uint8Tensor;
}

/** Grouped codes as DequantizeLinear takes them: a matrix, and scales of as many dimensions or one. */
interface CodeMatrix extends Pick<QuantizedTensor, "codes" | "scales" | "zeroPoints"> {
  dims: [number, number];
  scaleDims: number[];
  attributes: { axis: number; block_size?: number };
}

/**
 * `[inputs, channels]`, blocks along the inputs, scales `[groups, channels]`: the order in which MatMul and a
 * Gemm that does not transpose store their weights. For a layout whose channels are innermost.
 */
function inputMajorBlocks(
  { codes, scales, zeroPoints }: QuantizedTensor,
  { outer, channels, groupSize, groupsPerChannel }: ScaleLayout,
): CodeMatrix {
  const order = (i: number) => (i % channels) * groupsPerChannel + Math.floor(i / channels);
  return {
    dims: [outer, channels],
    codes,
    scaleDims: [groupsPerChannel, channels],
    scales: scales.map((_, i) => scales[order(i)]),
    zeroPoints: zeroPoints.map((_, i) => zeroPoints[order(i)]),
    attributes: { axis: 0, block_size: groupSize },
  };
}

/** `[channels, inputs]`, blocks along the inputs, scales `[channels, groups]`. */
function channelMajorBlocks(quantized: QuantizedTensor, layout: ScaleLayout): CodeMatrix {
  const { outer, channels, inner, groupSize, groupsPerChannel } = layout;
  return {
    ...quantized,
    dims: [channels, outer * inner],
    codes: channelMajor(quantized.codes, layout, outer * inner),
    scaleDims: [channels, groupsPerChannel],
    attributes: { axis: 1, block_size: groupSize },
  };
}

/** `[channels · groups, group size]`, one scale a row; a short last group is filled up with zeros. */
function groupRows(quantized: QuantizedTensor, layout: ScaleLayout): CodeMatrix {
  const { groupSize, groupsPerChannel, scaleCount } = layout;
  return {
    ...quantized,
    dims: [scaleCount, groupSize],
    codes: channelMajor(quantized.codes, layout, groupsPerChannel * groupSize),
    scaleDims: [scaleCount],
    attributes: { axis: 0 },
  };
}

/** Codes with the channel axis in front; each channel starts `stride` elements after the one before. */
function channelMajor(
  codes: QuantizedTensor["codes"],
  { outer, channels, inner }: ScaleLayout,
  stride: number,
): QuantizedTensor["codes"] {
  if (outer === 1 && stride === inner) return codes;
  const moved =
    codes instanceof Int8Array ? new Int8Array(channels * stride) : new Uint8Array(channels * stride);
  let from = 0;
  for (let o = 0; o < outer; o++) {
    for (let channel = 0; channel < channels; channel++) {
      const to = channel * stride + o * inner;
      for (let k = 0; k < inner; k++) moved[to + k] = codes[from++];
    }
  }
  return moved;
}
