import { biasAddOf, type QuantizableLayer, quantizableLayers } from "../../layers/layers.ts";
import { weightLayout } from "../../layers/weight-layout.ts";
import { floatAttr } from "../../model/graph/attributes.ts";
import { type ChannelConstant, channelConstant, mapChannels } from "../../model/graph/channel-constant.ts";
import { type GraphView, graphView, requireConstant } from "../../model/graph/graph.ts";
import { freshNames, namedNodes } from "../../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph, withInitializers } from "../../model/graph/shallow-copy.ts";
import { prune } from "../../model/graph/subgraph.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import { floatTensor } from "../../model/write/tensor.ts";

/** Where a layer's bias is: an input of its own node, or of the Add behind it. */
export interface BiasPlace {
  /** Position of the node in the graph. */
  node: number;
  input: number;
  /** The tensor that holds the sum, this bias included. */
  sum: string;
  /** What it is before; null where the layer is still without. */
  constant: ChannelConstant | null;
}

/**
 * Where {@link shiftBiases} adds to a layer's bias without a new node: Conv, ConvTranspose and Gemm have an
 * input for it; a MatMul's is in the Add of a constant that alone reads it. Null for a layer that has neither,
 * whose bias is computed or does not follow the output channels, and for a product of two activations.
 */
export function biasPlace(view: GraphView, layer: QuantizableLayer): BiasPlace | null {
  const { op, node } = layer;
  const layout = weightLayout(layer);
  if (!layout) return null;
  const add = op === "MatMul" ? biasAddOf(view, layer) : null;
  if (op === "MatMul" && !add) return null;
  const { node: reader, input } = add ?? { node, input: 2 };
  const place = { node: reader.index, input, sum: reader.outputs[0] };
  const tensor = reader.inputs[input];
  if (!tensor) return { ...place, constant: null };
  if (!add && layer.bias === null) return null;
  const constant = channelConstant(requireConstant(view, tensor), layout.outputs, 0);
  return constant ? { ...place, constant } : null;
}

/**
 * A copy of the model with a value per output channel added to the sums of some layers, before any activation:
 * in the bias where there is one (see {@link biasPlace}; Gemm's `beta` is multiplied in), else by an Add behind
 * the layer, whose output takes over the name of the layer's. Nodes keep their names; initialisers are never
 * changed, new ones are added and those no longer used are dropped.
 *
 * @param shifts by layer name, one value per output channel; names of no layer with constant weights are ignored
 */
export function shiftBiases(model: ModelProto, shifts: ReadonlyMap<string, Float32Array>): ModelProto {
  const view = graphView(model);
  const fresh = freshNames(model);
  const added: TensorProto[] = [];
  const initializer = (wanted: string, dims: readonly number[], values: Float32Array) => {
    added.push(floatTensor(fresh(wanted), dims, values));
    return added[added.length - 1].name;
  };
  const nodes: NodeProto[][] = namedNodes(mainGraph(model).node).map((node) => [node]);
  for (const layer of quantizableLayers(view).layers) {
    const shift = shifts.get(layer.name);
    const layout = weightLayout(layer);
    if (!shift || !layer.weight || !layout) continue;
    const place = biasPlace(view, layer);
    if (place) {
      const { dims, values } = shifted(layer, place, shift);
      const name = initializer(`${layer.weight.tensor}_shifted_bias`, dims, values);
      nodes[place.node] = [readingBias(nodes[place.node][0], place.input, name)];
    } else {
      const { index, outputs } = layer.node;
      const [node] = nodes[index];
      const unshifted = fresh(`${outputs[0]}_unshifted`);
      const dims = [shift.length, ...new Array<number>(layout.spatialRank).fill(1)];
      const name = initializer(`${layer.weight.tensor}_shift`, dims, shift);
      nodes[index] = [
        shallowCopy(NodeProtoSchema, node, { output: [unshifted] }),
        onnxNode("Add", fresh(`${layer.name}_shift`), [unshifted, name], [outputs[0]]),
      ];
    }
  }
  return prune(withInitializers(withGraph(model, { node: nodes.flat() }), added));
}

/** The shifted bias; for Gemm without its factor, which {@link readingBias} takes away. */
function shifted({ op, node }: QuantizableLayer, { constant }: BiasPlace, shift: Float32Array) {
  if (!constant) return { dims: [shift.length], values: shift };
  const beta = op === "Gemm" ? floatAttr(node.proto, "beta", 1) : 1;
  const values = mapChannels(constant, shift.length, (value, channel) => value * beta + shift[channel]);
  return { dims: constant.dims, values };
}

function readingBias(node: NodeProto, input: number, name: string): NodeProto {
  const before = node.input.slice(0, input);
  return shallowCopy(NodeProtoSchema, node, {
    input: [...before, name, ...node.input.slice(input + 1)],
    attribute: node.attribute.filter((attribute) => attribute.name !== "beta"),
  });
}
