import type { QuantizableLayer } from "../../layers/layers.ts";
import { intAttr } from "../../model/graph/attributes.ts";

/** Why a layer cannot be quantized while it runs, as the end of a sentence about it; null where it can. */
export function floatReason({ op, node, weight, bias }: QuantizableLayer): string | null {
  if (!weight) return "dynamic quantization takes products with constant weights only";
  if (op === "ConvTranspose") return "ONNX has no transposed convolution on integers";
  if (node.inputs[2] && bias === null) return "its bias is not a float32 constant";
  if (op === "Gemm" && intAttr(node.proto, "transA", 0) !== 0) return "it transposes what it reads";
  return null;
}
