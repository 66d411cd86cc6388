import { type BiasAdd, biasAddOf } from "../../../layers/bias-add.ts";
import type { QuantizableLayer } from "../../../layers/layers.ts";
import { type WeightLayout, weightLayout } from "../../../layers/weight-layout.ts";
import { intAttr } from "../../../model/graph/attributes.ts";
import { type ChannelConstant, channelConstant } from "../../../model/graph/channel-constant.ts";
import { constantOf, type GraphView } from "../../../model/graph/graph.ts";
import type { TensorProto } from "../../../model/schema/onnx_pb.ts";

/** A constant that is added to a layer's sum: which input of which node, by its position in the graph. */
export interface BiasInput {
  node: number;
  input: number;
  tensor: string;
  constant: ChannelConstant;
}

/** A layer whose channels can be scaled. */
export interface ScalableLayer {
  layer: QuantizableLayer;
  layout: WeightLayout;
  /** Its own bias, and that of an Add behind it; null if one of them does not follow the channels. */
  biases: BiasInput[] | null;
  /** The tensor that holds its sum, biases included. */
  output: string;
}

/** What equalization needs of a layer; null if its weights are not constant or shared, or if it transposes its input. */
export function scalableLayer(view: GraphView, layer: QuantizableLayer): ScalableLayer | null {
  const { op, node, weight } = layer;
  const layout = weightLayout(layer);
  if (!weight || !layout || view.consumers.get(weight.tensor)?.length !== 1) return null;
  if (op === "Gemm" && intAttr(node.proto, "transA", 0) !== 0) return null;
  const add = biasAddOf(view, layer);
  const output = (add?.node ?? node).outputs[0];
  return { layer, layout, biases: biasInputs(view, layer, add, layout), output };
}

function biasInputs(
  view: GraphView,
  { node, bias }: QuantizableLayer,
  add: BiasAdd | null,
  { outputs, spatialRank }: WeightLayout,
): BiasInput[] | null {
  if (node.inputs[2] && bias === null) return null;
  const places = [
    ...(bias === null ? [] : [{ node, input: 2, spatialRank: 0 }]),
    ...(add === null ? [] : [{ ...add, spatialRank }]),
  ];
  const found = places.flatMap(({ node, input, spatialRank }) => {
    const tensor = node.inputs[input];
    const constant = channelConstant(constantOf(view, tensor) as TensorProto, outputs, spatialRank);
    return constant ? [{ node: node.index, input, tensor, constant }] : [];
  });
  return found.length === places.length ? found : null;
}
