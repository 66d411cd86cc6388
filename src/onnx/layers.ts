import { absorbedBy } from "./absorption.ts";
import { dataTypeName } from "./data-types.ts";
import { constantOf, type GraphView, type NodeView } from "./graph.ts";
import { type LayerKind, layerKind, weightChannelAxis } from "./layer-kind.ts";
import { placeActivations } from "./placement.ts";
import { tensorDims } from "./read/tensor.ts";
import {
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType as Type,
} from "./schema/onnx_pb.ts";

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
  /** The tensor whose range is quantized: the node's output, or that of the Relu or Clip absorbed into it. */
  outputTensor: string;
  /** Name of the Relu or Clip node that the output's range replaces. */
  absorbed: string | null;
}

/** A node of a quantizable operator that stays in floating point. */
export interface FloatNode {
  name: string;
  op: string;
  reason: string;
}

const QUANTIZABLE: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);

/**
 * The layers of a graph that the lab quantizes, in graph order: Conv, ConvTranspose, Gemm and MatMul with
 * constant float32 weights, and MatMul of two activations; and those it cannot, with the reason. A linear
 * layer exported as MatMul and Add is a MatMul layer; its Add is quantized as any other Add is.
 */
export function quantizableLayers(view: GraphView): { layers: QuantizableLayer[]; floatNodes: FloatNode[] } {
  const layers: QuantizableLayer[] = [];
  const floatNodes: FloatNode[] = [];
  for (const node of view.nodes) {
    if (!QUANTIZABLE.has(node.op)) continue;
    const reason = whyFloat(view, node);
    if (reason) floatNodes.push({ name: node.name, op: node.op, reason });
    else layers.push(layerOf(view, node));
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

function whyFloat(view: GraphView, { op, inputs }: NodeView): string | null {
  if (constantOf(view, inputs[0])) return "its first input is a constant";
  const weight = constantOf(view, inputs[1]);
  if (!weight) {
    if (view.producers.get(inputs[1])?.op === "DequantizeLinear") return "its weights are quantized already";
    return op === "MatMul" ? null : "its weights are computed at run time";
  }
  if (weight.dataType !== Type.FLOAT) return `its weights are ${dataTypeName(weight.dataType)}, not float32`;
  if (weight.dataLocation === TensorProto_DataLocation.EXTERNAL)
    return "its weights are stored outside the file";
  return weight.dims.length < 2 ? "its weights have less than two dimensions" : null;
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
    bias: node.inputs[2] && isFloat(constantOf(view, node.inputs[2])) ? node.inputs[2] : null,
    outputTensor: absorbed ? absorbed.outputs[0] : node.outputs[0],
    absorbed: absorbed?.name ?? null,
  };
}

function isFloat(tensor: TensorProto | null): boolean {
  return tensor?.dataType === Type.FLOAT && tensor.dataLocation !== TensorProto_DataLocation.EXTERNAL;
}
