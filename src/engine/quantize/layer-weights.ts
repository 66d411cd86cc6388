import type { LayerResult } from "#experiment/result.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import { floatsToHalves, halvesToFloats } from "#numerics/floats/half.ts";
import { dequantizeWeights } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import { constantOf, type GraphView } from "#onnx/model/graph/graph.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import type { RewrittenLayer } from "#onnx/quantize/plan/plan.ts";

/** A layer's weights in float, row-major, and as what they became when it was quantized. */
export interface LayerWeights {
  original: Float32Array;
  /** The values that the codes, or the halves, stand for; `original` itself where the layer stays in FP32. */
  stored: Float32Array;
  /** Null where the layer stays in FP32. */
  error: LayerResult["weights"];
}

/** The weights of a layer before and after; null where it has no constant weights. */
export function layerWeights(
  view: GraphView,
  { weight }: QuantizableLayer,
  { precision, weights }: RewrittenLayer,
): LayerWeights | null {
  const constant = weight && constantOf(view, weight.tensor);
  if (!weight || !constant) return null;
  const original = readFloats(constant);
  if (precision === "fp32") return { original, stored: original, error: null };
  const stored = weights ? dequantizeWeights(weights, weight.dims) : roundedToHalf(original);
  const counts = { scaleCount: weights?.scales.length ?? 0, elementCount: original.length };
  return { original, stored, error: { ...tensorError(original, stored), ...counts } };
}

/** The values that float32 weights have once they are stored as halves. */
export function roundedToHalf(values: Float32Array): Float32Array {
  const halves = new Uint16Array(values.length);
  floatsToHalves(values, halves);
  const rounded = new Float32Array(values.length);
  halvesToFloats(halves, rounded);
  return rounded;
}
