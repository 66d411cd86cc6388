import type { FloatNode } from "#core/report.ts";
import { type GraphView, graphView } from "#onnx/graph.ts";
import { activationTensors, type QuantizableLayer, quantizableLayers } from "#onnx/layers.ts";
import type { ModelProto } from "#onnx/schema/onnx_pb.ts";

/** A float graph seen through the eyes of quantization. */
export interface QuantizationPlan {
  view: GraphView;
  layers: readonly QuantizableLayer[];
  floatNodes: readonly FloatNode[];
  /** Activations that an observer must have seen. */
  tensors: readonly string[];
  /** Output tensor → name of the layer that computes it. */
  layerOf: ReadonlyMap<string, string>;
}

/** Finds the layers of a prepared model that can be quantized, and all tensors to observe. */
export function planQuantization(prepared: ModelProto): QuantizationPlan {
  const view = graphView(prepared);
  const { layers, floatNodes } = quantizableLayers(view);
  return {
    view,
    layers,
    floatNodes,
    tensors: activationTensors(view, layers),
    layerOf: new Map(layers.map(({ outputTensor, name }) => [outputTensor, name])),
  };
}
