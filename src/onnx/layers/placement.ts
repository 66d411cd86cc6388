import { intAttr, intsAttr, stringAttr } from "../model/graph/attributes.ts";
import { floatConstantOf, type GraphView, type NodeView } from "../model/graph/graph.ts";
import { readFloats } from "../model/read/tensor.ts";
import { absorbedBy } from "./clip-bounds.ts";

/** Where Q→DQ pairs go. */
export interface Placement {
  /** Every activation that gets a pair → the tensor whose parameters it takes (itself, or one upstream). */
  sources: Map<string, string>;
  /** Tensor that is left without a pair → the Relu or Clip behind it whose output has the pair instead. */
  absorbed: Map<string, NodeView>;
  /** Node between layers that runs on integers too → the constants it reads as activations, such as the bias of an Add. */
  followers: Map<NodeView, readonly string[]>;
  /** Outputs whose range follows from the operator. */
  knownRanges: Map<string, { min: number; max: number }>;
}

/** What placement needs to know of a quantized layer. */
interface PlacedLayer {
  node: NodeView;
  inputs: readonly string[];
  outputTensor: string;
}

/** Operators whose first output holds only values, or averages of values, of their first input; so do all of Split's. */
const SHARING: ReadonlySet<string> = new Set([
  "MaxPool",
  "AveragePool",
  "Reshape",
  "Transpose",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
  "Slice",
  "Split",
  "Gather",
  "Resize",
  "Identity",
  "Pad",
]);

/**
 * A constant that reaches beyond this and is added is a mask: −10000, −1e9, the lowest float and their like,
 * which make a Softmax ignore what they are added to. The range of the sum would hold nothing else.
 */
const MASK = 1e4;

/** Operators with integer kernels and an output range of their own, and the inputs that are activations. */
const FOLLOWING: Readonly<Record<string, (inputs: readonly string[]) => readonly string[]>> = {
  Add: (inputs) => inputs,
  Mul: (inputs) => inputs,
  Concat: (inputs) => inputs,
  GlobalAveragePool: ([x]) => [x],
  LeakyRelu: ([x]) => [x],
  Sigmoid: ([x]) => [x],
  Softmax: ([x]) => [x],
  Relu: ([x]) => [x],
  Clip: ([x]) => [x],
};

/**
 * Places Q→DQ pairs as ONNX Runtime's quantizer does, so that its kernels on integers apply: on the inputs
 * and outputs of the layers, behind operators that share their input's parameters, and around those that
 * follow (Add, Mul, Concat, pooling, Sigmoid, Softmax, …) where all their inputs are quantized or constant.
 *
 * @param unknown tensors without a range, which no operator that follows may write
 */
export function placeActivations(
  view: GraphView,
  layers: readonly PlacedLayer[],
  unknown: ReadonlySet<string> = new Set(),
): Placement {
  const placement: Placement = {
    sources: new Map(),
    absorbed: new Map(),
    followers: new Map(),
    knownRanges: new Map(),
  };
  for (const { node, inputs, outputTensor } of layers) {
    for (const input of inputs) placement.sources.set(input, input);
    placement.sources.set(outputTensor, outputTensor);
    if (outputTensor !== node.outputs[0]) absorb(view, placement, node.outputs[0]);
  }
  // A later layer can mark what earlier nodes read, so this is repeated until nothing is added.
  const reach = (node: NodeView) => share(view, node, placement) || follow(view, node, placement, unknown);
  while (view.nodes.filter(reach).length > 0);
  for (const source of placement.sources.values()) {
    if (view.producers.get(source)?.op === "Softmax") placement.knownRanges.set(source, { min: 0, max: 1 });
  }
  return placement;
}

/** Gives the outputs of a sharing node their input's parameters; says whether that is new. */
function share(view: GraphView, node: NodeView, { sources }: Placement): boolean {
  const source = sources.get(node.inputs[0]);
  if (!source || !sharesParameters(view, node)) return false;
  // The second output of MaxPool is where its values lay.
  const outputs = node.op === "Split" ? node.outputs : node.outputs.slice(0, 1);
  const fresh = outputs.filter((output) => output && sources.get(output) !== source);
  for (const output of fresh) sources.set(output, source);
  return fresh.length > 0;
}

/**
 * Whether a node's outputs stay within its first input's range, which holds zero: cubic interpolation and
 * values put in from elsewhere do not. A pool that has to compute in float has a range of its own.
 */
export function sharesParameters(view: GraphView, node: NodeView): boolean {
  const { op, inputs, proto } = node;
  if (op === "AveragePool" || op === "MaxPool") return poolsIntegers(node);
  if (op === "Pad") return stringAttr(proto, "mode", "constant") !== "constant" || isZero(view, inputs[2]);
  if (op !== "Resize") return SHARING.has(op);
  const coordinates = stringAttr(proto, "coordinate_transformation_mode", "half_pixel");
  return stringAttr(proto, "mode", "nearest") !== "cubic" && coordinates !== "tf_crop_and_resize";
}

/**
 * Whether ONNX Runtime's pooling on integers (1.30) does what an AveragePool or MaxPool does. QLinearAveragePool has
 * no dilations. With `ceil_mode` it divides the windows that reach beyond the end by another count where padding
 * counts, and both have a window too many where the last one would begin in the padding or beyond.
 */
export function poolsIntegers({ op, proto }: NodeView): boolean {
  const isMean = op === "AveragePool";
  if (isMean && intsAttr(proto, "dilations")?.some((dilation) => dilation !== 1)) return false;
  if (intAttr(proto, "ceil_mode", 0) === 0) return true;
  const kernel = intsAttr(proto, "kernel_shape") ?? [];
  const strides = intsAttr(proto, "strides") ?? [];
  return (
    !(isMean && intAttr(proto, "count_include_pad", 0) === 1) &&
    stringAttr(proto, "auto_pad", "NOTSET") === "NOTSET" &&
    (intsAttr(proto, "pads") ?? []).every((pad) => pad === 0) &&
    strides.every((stride, axis) => stride <= kernel[axis])
  );
}

/** Whether an optional input is left out or a constant zero. */
function isZero(view: GraphView, tensor: string | undefined): boolean {
  if (!tensor) return true;
  const constant = floatConstantOf(view, tensor);
  return constant !== null && readFloats(constant).every((value) => value === 0);
}

/** Quantizes the output of a node whose inputs all are, or are constants; says whether that is new. */
function follow(
  view: GraphView,
  node: NodeView,
  placement: Placement,
  unknown: ReadonlySet<string>,
): boolean {
  const { sources } = placement;
  const inputs = FOLLOWING[node.op]?.(node.inputs);
  if (!inputs?.some((input) => sources.has(input))) return false;
  const output = absorbedBy(view, node.outputs[0])?.outputs[0] ?? node.outputs[0];
  if (unknown.has(output) || (sources.has(output) && placement.followers.has(node))) return false;
  const constants = inputs.filter((input) => !sources.has(input));
  const limit = node.op === "Mul" ? Number.POSITIVE_INFINITY : MASK;
  if (!constants.every((input) => isConstantWithin(view, input, limit))) return false;
  placement.followers.set(node, constants);
  sources.set(output, output);
  if (output !== node.outputs[0]) absorb(view, placement, node.outputs[0]);
  return true;
}

function absorb(view: GraphView, { absorbed }: Placement, tensor: string): void {
  const node = absorbedBy(view, tensor);
  if (node) absorbed.set(tensor, node);
}

/** Whether a tensor is constant and all its values are smaller in magnitude than a limit. */
function isConstantWithin(view: GraphView, tensor: string, limit: number): boolean {
  const constant = floatConstantOf(view, tensor);
  return constant !== null && readFloats(constant).every((value) => Math.abs(value) < limit);
}
