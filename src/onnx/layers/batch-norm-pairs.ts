import { floatAttr, intAttr } from "../model/graph/attributes.ts";
import { channelConstant } from "../model/graph/channel-constant.ts";
import {
  constantOf,
  floatConstantOf,
  type GraphView,
  type NodeView,
  onlyReader,
  requireConstant,
} from "../model/graph/graph.ts";
import { elementCount, readFloats, tensorDims } from "../model/read/tensor.ts";

/** A layer with constant weights and the nodes behind it that its weights and bias can take over. */
export interface LayerTail {
  /** Conv, ConvTranspose, Gemm or MatMul. */
  layer: NodeView;
  /** The Add of a constant per output channel, and its values. */
  add: { node: NodeView; values: Float32Array } | null;
  batchNorm: NodeView | null;
  /** What BatchNormalization does to each output channel: `(x − mean) · gain + beta`; nothing without one. */
  gain: Float64Array;
  mean: Float32Array;
  beta: Float32Array;
  /** The layer's own bias per output channel, Gemm's `beta` multiplied in; zeros where it has none. */
  bias: Float32Array;
}

/**
 * The layers that {@link foldBatchNorm} changes: Conv, ConvTranspose, Gemm or MatMul with constant float32
 * parameters, then an Add of a constant per output channel or a BatchNormalization in inference mode with
 * constant parameters, or both, nothing else reading what lies between. An Add of its own behind MatMul is
 * that layer's form of a bias and no tail. BatchNormalization works on axis 1, so that a MatMul must give a
 * matrix.
 */
export function layerTails(view: GraphView): LayerTail[] {
  let weights = 0;
  return view.nodes.flatMap((layer) => {
    if (!OUTPUT_CHANNELS[layer.op] || weights > MOST_WEIGHTS) return [];
    const tail = tailOf(view, layer);
    if (tail) weights += elementCount(requireConstant(view, layer.inputs[1]));
    return tail ? [tail] : [];
  });
}

/** Weights of layers that are changed; those of more, which only many layers sharing a large one have, stay as they are. */
const MOST_WEIGHTS = 2 ** 27;

/** The tails that hold a BatchNormalization. */
export function foldablePairs(view: GraphView): (LayerTail & { batchNorm: NodeView })[] {
  return layerTails(view).flatMap((tail) => (tail.batchNorm ? [{ ...tail, batchNorm: tail.batchNorm }] : []));
}

/** Number of output channels, by the dimensions of the weight. */
const OUTPUT_CHANNELS: Readonly<Record<string, (dims: number[], node: NodeView) => number>> = {
  Conv: ([channels]) => channels,
  ConvTranspose: ([, perGroup], { proto }) => perGroup * intAttr(proto, "group", 1),
  Gemm: ([rows, columns], { proto }) => (intAttr(proto, "transB", 0) ? rows : columns),
  MatMul: ([, columns]) => columns,
};

function tailOf(view: GraphView, layer: NodeView): LayerTail | null {
  const weight = floatConstantOf(view, layer.inputs[1]);
  const isMatrix = layer.op === "MatMul" || layer.op === "Gemm";
  if (!weight || (isMatrix && weight.dims.length !== 2)) return null;
  const dims = tensorDims(weight);
  const channels = OUTPUT_CHANNELS[layer.op](dims, layer);
  const bias = ownBias(view, layer, dims.length, channels);
  if (!bias) return null;
  const add = addBehind(view, layer, dims.length, channels);
  const last = add?.node ?? layer;
  const map = batchNormBehind(view, last, channels);
  if (!map && (!add || layer.op === "MatMul")) return null;
  if (layer.op === "MatMul" && rankOf(view, last.outputs[0]) !== 2) return null;
  const identity = {
    batchNorm: null,
    gain: new Float64Array(channels).fill(1),
    mean: new Float32Array(channels),
    beta: new Float32Array(channels),
  };
  return { layer, add, bias, ...(map ?? identity) };
}

function ownBias(view: GraphView, layer: NodeView, rank: number, channels: number): Float32Array | null {
  const name = layer.op === "MatMul" ? "" : layer.inputs[2];
  if (!name) return new Float32Array(channels);
  if (layer.op !== "Gemm") return floats(view, name);
  const beta = floatAttr(layer.proto, "beta", 1);
  return perChannel(view, name, rank, channels)?.map((value) => value * beta) ?? null;
}

function addBehind(view: GraphView, layer: NodeView, rank: number, channels: number): LayerTail["add"] {
  const [sum] = layer.outputs;
  const node = onlyReader(view, sum);
  if (node?.op !== "Add") return null;
  const constant = node.inputs[node.inputs[0] === sum ? 1 : 0];
  const values = perChannel(view, constant, rank, channels);
  return values && { node, values };
}

/** The BatchNormalization behind a node as an affine map of its channels. Inputs: X, scale, B, mean, var. */
function batchNormBehind(view: GraphView, before: NodeView, channels: number) {
  const batchNorm = onlyReader(view, before.outputs[0]);
  if (batchNorm?.op !== "BatchNormalization" || !isInference(batchNorm)) return null;
  const [gamma, beta, mean, variance] = batchNorm.inputs.slice(1, 5).map((name) => floats(view, name));
  if (!gamma || !beta || !mean || !variance || gamma.length !== channels) return null;
  const epsilon = floatAttr(batchNorm.proto, "epsilon", 1e-5);
  const gain = Float64Array.from(gamma, (value, i) => value / Math.sqrt(variance[i] + epsilon));
  return gain.every(Number.isFinite) ? { batchNorm, gain, mean, beta } : null;
}

/** `training_mode` is of operator set 14, `spatial` of 7 and 8; before 14 training showed in the number of outputs. */
function isInference({ proto, outputs }: NodeView): boolean {
  const oneOutput = outputs.filter(Boolean).length === 1;
  return oneOutput && intAttr(proto, "training_mode", 0) === 0 && intAttr(proto, "spatial", 1) === 1;
}

/** Values of a constant that broadcasting to a tensor of `rank` dimensions gives one value per index of axis 1, or one for all. */
function perChannel(view: GraphView, name: string, rank: number, channels: number): Float32Array | null {
  const tensor = floatConstantOf(view, name);
  const constant = tensor && tensor.dims.length <= rank ? channelConstant(tensor, channels, rank - 2) : null;
  return constant && constant.values.length === channels ? constant.values : null;
}

function floats(view: GraphView, name: string): Float32Array | null {
  const tensor = floatConstantOf(view, name);
  return tensor && readFloats(tensor);
}

/** Operators whose first output has as many dimensions as their first input. */
const KEEPING: ReadonlySet<string> = new Set(
  `AveragePool BatchNormalization Clip Conv ConvTranspose Dropout Elu GlobalAveragePool GlobalMaxPool HardSigmoid
  HardSwish Identity LayerNormalization LeakyRelu LogSoftmax MaxPool PRelu Pad Relu Resize Sigmoid Slice Softmax Tanh
  Transpose`.split(/\s+/),
);

/** Operators whose output has as many dimensions as the longer of their two inputs. */
const BROADCASTING: ReadonlySet<string> = new Set(["Add", "Sub", "Mul", "Div", "MatMul"]);

const RANKS = new WeakMap<GraphView, ReadonlyMap<string, number>>();

/**
 * Number of dimensions of a tensor: as the file states it, or as it follows from the operators before; null
 * where neither tells. Found for all tensors of a view when it is first asked for.
 */
function rankOf(view: GraphView, tensor: string): number | null {
  let ranks = RANKS.get(view);
  if (!ranks) {
    ranks = ranksOf(view);
    RANKS.set(view, ranks);
  }
  return ranks.get(tensor) ?? constantOf(view, tensor)?.dims.length ?? null;
}

function ranksOf(view: GraphView): ReadonlyMap<string, number> {
  const ranks = new Map([...view.shapes].map(([name, shape]) => [name, shape.length]));
  const known = (name: string) => ranks.get(name) ?? constantOf(view, name)?.dims.length ?? null;
  for (const node of view.nodes) {
    const rank = outputRank(view, node, known);
    for (const name of node.outputs) if (rank !== null && known(name) === null) ranks.set(name, rank);
  }
  return ranks;
}

function outputRank(
  view: GraphView,
  { op, inputs }: NodeView,
  known: (name: string) => number | null,
): number | null {
  if (op === "Gemm" || op === "Flatten") return 2;
  if (KEEPING.has(op)) return known(inputs[0]);
  if (op === "Reshape") {
    const shape = constantOf(view, inputs[1]);
    return shape && elementCount(shape);
  }
  if (!BROADCASTING.has(op)) return null;
  const [a, b] = inputs.map(known);
  return a === null || b === null ? null : Math.max(a, b);
}
