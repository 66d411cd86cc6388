import { intAttr } from "../model/graph/attributes.ts";
import type { NodeView } from "../model/graph/graph.ts";

/** What a quantizable node computes; `depthwise` and `pointwise` are convolutions, `attention` a product of two activations. */
export type LayerKind = "conv" | "depthwise" | "pointwise" | "gemm" | "matmul" | "attention";

/** Operators of layers that the lab quantizes. */
export const QUANTIZABLE: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);

/** Kind of a node of an operator the lab quantizes; `weightDims` is null for a product of two activations. */
export function layerKind(node: NodeView, weightDims: readonly number[] | null): LayerKind {
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
export function weightChannelAxis(node: NodeView, rank: number): number {
  if (node.op === "Conv") return 0;
  if (node.op === "ConvTranspose") return 1;
  if (node.op === "Gemm") return intAttr(node.proto, "transB", 0) ? 0 : 1;
  return rank - 1;
}
