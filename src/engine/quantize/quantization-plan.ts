import type { FloatNode, Notice } from "#experiment/result.ts";
import { activationTensors, type QuantizableLayer, quantizableLayers } from "#onnx/layers/layers.ts";
import { type GraphView, graphView } from "#onnx/model/graph/graph.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { hiddenLayers } from "#onnx/recognize/hidden-layers.ts";

/** A float graph seen through the eyes of quantization. */
export interface QuantizationPlan {
  view: GraphView;
  layers: readonly QuantizableLayer[];
  floatNodes: readonly FloatNode[];
  /** Those of them that are not in the main graph. */
  hidden: readonly FloatNode[];
  /** Activations that an observer must have seen. */
  tensors: readonly string[];
  /** Output tensor → name of the layer that computes it. */
  layerOf: ReadonlyMap<string, string>;
}

/** Says how many layers stay in FP32 because they are not in the main graph. */
export function hiddenNotices({ hidden }: QuantizationPlan): Notice[] {
  const [first] = hidden;
  if (!first) return [];
  return [
    {
      code: "model.layers-hidden",
      details: { count: hidden.length, first: first.name, reason: first.reason },
    },
  ];
}

/** Finds the layers of a prepared model that can be quantized, and all tensors to observe. */
export function planQuantization(prepared: ModelProto): QuantizationPlan {
  const view = graphView(prepared);
  const { layers, floatNodes } = quantizableLayers(view);
  const hidden = hiddenLayers(prepared);
  return {
    view,
    layers,
    floatNodes: [...floatNodes, ...hidden],
    hidden,
    tensors: activationTensors(view, layers),
    layerOf: new Map(layers.map(({ outputTensor, name }) => [outputTensor, name])),
  };
}
