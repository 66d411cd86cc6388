import { clipBounds } from "../../layers/clip-bounds.ts";
import { type BiasAdd, biasAddOf, type QuantizableLayer, quantizableLayers } from "../../layers/layers.ts";
import { type WeightLayout, weightLayout } from "../../layers/weight-layout.ts";
import { intAttr } from "../../model/graph/attributes.ts";
import { type ChannelConstant, channelConstant } from "../../model/graph/channel-constant.ts";
import { type GraphView, type NodeView, onlyReader, requireConstant } from "../../model/graph/graph.ts";

/** Two layers where nothing but the second reads what the first computes. */
export interface ScalablePair {
  first: ScalableLayer;
  second: ScalableLayer;
  /** ReLU6 and its like between them: Clip to `[0, high]`, and how many dimensions lie behind the channels there. */
  clips: { node: NodeView; high: number; spatialRank: number }[];
  /** Whether any activation function stands between them. */
  activated: boolean;
}

/** `f(s·x) = s·f(x)` for every s > 0, element by element, of the first input. */
const HOMOGENEOUS: ReadonlySet<string> = new Set(["Relu", "LeakyRelu", "PRelu"]);

/** The same for each channel by itself, over the spatial dimensions. */
const POOLING: ReadonlySet<string> = new Set([
  "MaxPool",
  "AveragePool",
  "GlobalMaxPool",
  "GlobalAveragePool",
]);

/** From this version of ONNX's operator set, the bounds of Clip are inputs. */
const CLIP_INPUTS_OPSET = 11;

/**
 * Every pair of layers with constant weights that are joined through one tensor that nobody else reads, with
 * nothing between them but a bias, ReLU and its like, a clip to `[0, high]`, pooling and flattening. In graph
 * order of the first.
 */
export function scalablePairs(view: GraphView): ScalablePair[] {
  const layers = new Map<NodeView, ScalableLayer>();
  for (const layer of quantizableLayers(view).layers) {
    const scalable = scalableLayer(view, layer);
    if (scalable) layers.set(layer.node, scalable);
  }
  return [...layers.values()].flatMap((first) => pairFrom(view, layers, first) ?? []);
}

/** Walks from a layer to the one that reads it; null where something on the way forbids scaling. */
function pairFrom(
  view: GraphView,
  layers: ReadonlyMap<NodeView, ScalableLayer>,
  first: ScalableLayer,
): ScalablePair | null {
  if (first.biases === null) return null;
  const clips: ScalablePair["clips"] = [];
  let tensor = first.output;
  let { spatialRank } = first.layout;
  let activated = false;
  let flattened = false;
  for (;;) {
    const reader = onlyReader(view, tensor);
    if (reader?.inputs[0] !== tensor) return null;
    const second = layers.get(reader);
    if (second) {
      const fits = second.layout.spatialRank === spatialRank && takesChannels(second, first, flattened);
      return fits ? { first, second, clips, activated } : null;
    }
    const high = upperBound(view, reader);
    if (HOMOGENEOUS.has(reader.op)) {
      activated = true;
    } else if (high !== null && !flattened) {
      // Behind a Flatten a channel is several columns, and one bound each would not do.
      clips.push({ node: reader, high, spatialRank });
      activated = true;
    } else if (reader.op === "Flatten" && spatialRank > 0 && intAttr(reader.proto, "axis", 1) === 1) {
      spatialRank = 0;
      flattened = true;
    } else if (!(POOLING.has(reader.op) && spatialRank > 0)) {
      return null;
    }
    if (reader.outputs.filter(Boolean).length !== 1) return null;
    tensor = reader.outputs[0];
  }
}

/** The bound of a Clip to `[0, high]` that can be given one for each channel; null for any other node. */
function upperBound(view: GraphView, node: NodeView): number | null {
  if (node.op !== "Clip" || view.opset < CLIP_INPUTS_OPSET) return null;
  const bounds = clipBounds(view, node);
  return bounds?.low === 0 && bounds.high > 0 && bounds.high < Infinity ? bounds.high : null;
}

/** Whether the input channels of the second are the output channels of the first, several in a row for each if they were flattened. */
function takesChannels(second: ScalableLayer, first: ScalableLayer, flattened: boolean): boolean {
  const channels = first.layout.outputs;
  return flattened ? second.layout.inputs % channels === 0 : second.layout.inputs === channels;
}

/** A constant that is added to a layer's sum: which input of which node, by its position in the graph. */
interface BiasInput {
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
function scalableLayer(view: GraphView, layer: QuantizableLayer): ScalableLayer | null {
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
    const constant = channelConstant(requireConstant(view, tensor), outputs, spatialRank);
    return constant ? [{ node: node.index, input, tensor, constant }] : [];
  });
  return found.length === places.length ? found : null;
}
