import type { FloatNode } from "#experiment/result.ts";
import { intAttr } from "../model/graph/attributes.ts";
import { dataTypeName } from "../model/graph/data-types.ts";
import { elementTypeOf } from "../model/graph/element-type.ts";
import {
  constantOf,
  floatConstantOf,
  type GraphView,
  type NodeView,
  onlyReader,
} from "../model/graph/graph.ts";
import { tensorDims } from "../model/read/tensor.ts";
import { TensorProto_DataLocation, TensorProto_DataType as Type } from "../model/schema/onnx_pb.ts";
import { absorbedBy } from "./clip-bounds.ts";
import { placeActivations } from "./placement.ts";

/** A node that can be computed on integers, and the tensors that takes. */
export interface QuantizableLayer {
  /** Name of its node, unique in the graph. */
  name: string;
  op: string;
  kind: LayerKind;
  node: NodeView;
  /** Activations it reads: one, or the two of an attention product. */
  inputs: string[];
  /** The constant weight, null for a product of two activations. */
  weight: { tensor: string; dims: number[]; channelAxis: number } | null;
  /** Constant float32 bias; null if there is none. */
  bias: string | null;
  /** What its node reads besides that is computed at run time, a bias; empty most often. */
  others: string[];
  /** The tensor whose range is quantized: the node's output, or that of the Relu or Clip absorbed into it. */
  outputTensor: string;
  /** Name of the Relu or Clip node that the output's range replaces. */
  absorbed: string | null;
}

/** Operators with weights, or whose place is in a layer, that have no integer form here. */
const ALWAYS_FLOAT: Readonly<Record<string, string>> = {
  BatchNormalization: "it could not be folded into a layer before it",
  LSTM: "the lab does not quantize recurrent layers",
  GRU: "the lab does not quantize recurrent layers",
  RNN: "the lab does not quantize recurrent layers",
  Einsum: "the lab does not quantize Einsum",
  DeformConv: "ONNX Runtime has no integer kernel for it",
  Attention: "its products are inside one operator",
  "com.microsoft.Attention": "its products are inside one operator",
  "com.microsoft.MultiHeadAttention": "its products are inside one operator",
  "com.microsoft.FusedConv": "it was fused for one runtime; the lab takes the file from before",
  "com.microsoft.FusedGemm": "it was fused for one runtime; the lab takes the file from before",
  "com.microsoft.FusedMatMul": "it was fused for one runtime; the lab takes the file from before",
  "com.microsoft.MatMulNBits": "its weights are quantized already",
  ConvInteger: "it computes on integers already",
  MatMulInteger: "it computes on integers already",
  QLinearConv: "it computes on integers already",
  QLinearMatMul: "it computes on integers already",
};

/**
 * The layers of a graph that the lab quantizes, in graph order: Conv, ConvTranspose, Gemm and MatMul with
 * constant float32 weights, and MatMul of two activations; and nodes with weights that stay in floating point,
 * with the reason. A linear layer exported as MatMul and Add is a MatMul layer; its Add is quantized as any
 * other Add is. A constant left operand stays float: ONNX Runtime multiplies int8 by uint8 only the other way
 * round.
 */
export function quantizableLayers(view: GraphView): { layers: QuantizableLayer[]; floatNodes: FloatNode[] } {
  const layers: QuantizableLayer[] = [];
  const floatNodes: FloatNode[] = [];
  for (const node of view.nodes) {
    const reason = QUANTIZABLE.has(node.op) ? whyFloat(view, node) : ALWAYS_FLOAT[node.op];
    if (reason) floatNodes.push({ name: node.name, op: node.op, reason });
    else if (QUANTIZABLE.has(node.op)) layers.push(layerOf(view, node));
  }
  return { layers, floatNodes };
}

/**
 * Every tensor whose range may be needed to quantize `layers` or some of them, each once: inputs and outputs
 * of the layers and of the nodes between them that run on integers too. Left out are tensors that take the
 * parameters of another (MaxPool, Reshape and their like) or have a known range (Softmax).
 */
export function activationTensors(view: GraphView, layers: readonly QuantizableLayer[]): string[] {
  const { sources, knownRanges } = placeActivations(view, layers);
  return [...new Set(sources.values())].filter((tensor) => !knownRanges.has(tensor));
}

/**
 * Ranges of the activations that `activationTensors` leaves out because their operator gives them: 0 to 1 for
 * the output of a Softmax.
 */
export function knownRanges(
  view: GraphView,
  layers: readonly QuantizableLayer[],
): ReadonlyMap<string, { min: number; max: number }> {
  return placeActivations(view, layers).knownRanges;
}

function whyFloat(view: GraphView, { op, inputs, outputs }: NodeView): string | null {
  if (constantOf(view, inputs[0])) {
    return op === "MatMul" || op === "Gemm"
      ? "its weights are the left operand, for which ONNX Runtime has no integer kernel"
      : "its first input is a constant";
  }
  const weight = constantOf(view, inputs[1]);
  if (!weight) {
    if (view.producers.get(inputs[1])?.op === "DequantizeLinear") return "its weights are quantized already";
    return op === "MatMul"
      ? whyFloatProduct(view, [...inputs, ...outputs])
      : "its weights are computed at run time";
  }
  if (weight.dataType !== Type.FLOAT) return `its weights are ${dataTypeName(weight.dataType)}, not float32`;
  if (weight.dataLocation === TensorProto_DataLocation.EXTERNAL)
    return "its weights are stored outside the file";
  return weight.dims.length < 2 ? "its weights have less than two dimensions" : null;
}

/** Why a product of two activations stays float: quantizing takes float32. */
function whyFloatProduct(view: GraphView, tensors: readonly string[]): string | null {
  const type = tensors.map((tensor) => elementTypeOf(view, tensor)).find((found) => found !== null);
  return type && type !== Type.FLOAT ? `it multiplies ${dataTypeName(type)}, not float32` : null;
}

function layerOf(view: GraphView, node: NodeView): QuantizableLayer {
  const { name, op } = node;
  const weight = constantOf(view, node.inputs[1]);
  const dims = weight && tensorDims(weight);
  const absorbed = absorbedBy(view, node.outputs[0]);
  return {
    name,
    op,
    kind: layerKind(node, dims),
    node,
    inputs: dims ? [node.inputs[0]] : [node.inputs[0], node.inputs[1]],
    weight: dims && { tensor: node.inputs[1], dims, channelAxis: weightChannelAxis(node, dims.length) },
    bias: node.inputs[2] && floatConstantOf(view, node.inputs[2]) ? node.inputs[2] : null,
    others: node.inputs.slice(2).filter((name) => name && !constantOf(view, name)),
    outputTensor: absorbed ? absorbed.outputs[0] : node.outputs[0],
    absorbed: absorbed?.name ?? null,
  };
}

/** What a quantizable node computes; `depthwise` and `pointwise` are convolutions, `attention` a product of two activations. */
export type LayerKind = "conv" | "depthwise" | "pointwise" | "gemm" | "matmul" | "attention";

/** Operators of layers that the lab quantizes. */
export const QUANTIZABLE: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);

/** Kind of a node of an operator the lab quantizes; `weightDims` is null for a product of two activations. */
function layerKind(node: NodeView, weightDims: readonly number[] | null): LayerKind {
  if (node.op === "Gemm") return "gemm";
  if (node.op === "MatMul") return weightDims ? "matmul" : "attention";
  if (!weightDims) return "conv";
  const groups = intAttr(node.proto, "group", 1);
  if (groups > 1 && weightDims[1] === 1) return "depthwise";
  return groups === 1 && weightDims.slice(2).every((size) => size === 1) ? "pointwise" : "conv";
}

/**
 * Axis of the output channels in a weight, ONNX Runtime's defaults: Conv `[outC, inC/group, …]` 0,
 * ConvTranspose `[inC, outC/group, …]` 1, Gemm 0 if it transposes B, else 1, MatMul the last.
 */
function weightChannelAxis(node: NodeView, rank: number): number {
  if (node.op === "Conv") return 0;
  if (node.op === "ConvTranspose") return 1;
  if (node.op === "Gemm") return intAttr(node.proto, "transB", 0) ? 0 : 1;
  return rank - 1;
}

/** The Add of a constant that follows a layer: a linear layer is exported as MatMul and Add. */
export interface BiasAdd {
  node: NodeView;
  /** Which of its inputs is the constant. */
  input: 0 | 1;
}

/** The Add of a constant float32 tensor that alone reads what a layer computes; null if there is none. */
export function biasAddOf(view: GraphView, layer: QuantizableLayer): BiasAdd | null {
  const sum = layer.node.outputs[0];
  const node = onlyReader(view, sum);
  if (node?.op !== "Add") return null;
  const input = node.inputs[0] === sum ? 1 : 0;
  const constant = constantOf(view, node.inputs[input]);
  const usable =
    constant?.dataType === Type.FLOAT && constant.dataLocation !== TensorProto_DataLocation.EXTERNAL;
  return usable ? { node, input } : null;
}
