import type { QuantizableLayer } from "../../layers/layers.ts";
import { floatAttr, intAttr } from "../../model/graph/attributes.ts";
import { constantOf, type GraphView } from "../../model/graph/graph.ts";
import { readFloats, tensorDims } from "../../model/read/tensor.ts";

/** A layer's constant bias, one value per output channel (or, for Gemm, per element of the output). */
export interface LayerBias {
  values: Float32Array;
  dims: number[];
  /** Axis of the output channels. */
  axis: number;
  /** Gemm's factor on the product. */
  alpha: number;
}

/**
 * The bias that can be quantized beside the weight; null where there is none or its shape does not follow
 * the output channels. Gemm's `beta` is multiplied in; one value for all channels is spelled out.
 */
export function layerBias(view: GraphView, layer: QuantizableLayer): LayerBias | null {
  const constant = layer.bias === null ? null : constantOf(view, layer.bias);
  if (!constant || !layer.weight) return null;
  const groups = layer.op === "ConvTranspose" ? intAttr(layer.node.proto, "group", 1) : 1;
  const channels = layer.weight.dims[layer.weight.channelAxis] * groups;
  const alpha = layer.op === "Gemm" ? floatAttr(layer.node.proto, "alpha", 1) : 1;
  const beta = layer.op === "Gemm" ? floatAttr(layer.node.proto, "beta", 1) : 1;
  const stored = readFloats(constant).map((value) => value * beta);
  const dims = tensorDims(constant);
  if (alpha <= 0) return null;
  if (stored.length === 1) {
    return { values: new Float32Array(channels).fill(stored[0]), dims: [channels], axis: 0, alpha };
  }
  const axis = layer.op === "Gemm" ? dims.length - 1 : 0;
  return dims[axis] === channels ? { values: stored, dims, axis, alpha } : null;
}
