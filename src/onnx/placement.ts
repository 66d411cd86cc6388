import { absorbedBy } from "./absorption.ts";
import { stringAttr } from "./attributes.ts";
import { constantOf, type GraphView, type NodeView } from "./graph.ts";
import { readFloats } from "./read/tensor.ts";
import { TensorProto_DataType as Type } from "./schema/onnx_pb.ts";

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

/** Operators whose outputs hold only values, or averages of values, of their first input. */
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
]);

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
 */
export function placeActivations(view: GraphView, layers: readonly PlacedLayer[]): Placement {
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
  while (view.nodes.filter((node) => share(node, placement) || follow(view, node, placement)).length > 0);
  return placement;
}

/** Gives the outputs of a sharing node their input's parameters; says whether that is new. */
function share(node: NodeView, { sources }: Placement): boolean {
  const source = sources.get(node.inputs[0]);
  if (!source || !sharesParameters(node)) return false;
  const fresh = node.outputs.filter((output) => output && sources.get(output) !== source);
  for (const output of fresh) sources.set(output, source);
  return fresh.length > 0;
}

/** Whether a node's outputs stay within its first input's range; cubic interpolation does not. */
export function sharesParameters({ op, proto }: NodeView): boolean {
  return SHARING.has(op) && !(op === "Resize" && stringAttr(proto, "mode", "nearest") === "cubic");
}

/** Quantizes the output of a node whose inputs all are, or are constants; says whether that is new. */
function follow(view: GraphView, node: NodeView, placement: Placement): boolean {
  const { sources } = placement;
  const inputs = FOLLOWING[node.op]?.(node.inputs);
  if (!inputs?.some((input) => sources.has(input))) return false;
  const output = absorbedBy(view, node.outputs[0])?.outputs[0] ?? node.outputs[0];
  if (sources.has(output) && placement.followers.has(node)) return false;
  const constants = inputs.filter((input) => !sources.has(input));
  if (!constants.every((input) => isFiniteConstant(view, input))) return false;
  placement.followers.set(node, constants);
  sources.set(output, output);
  if (output !== node.outputs[0]) absorb(view, placement, node.outputs[0]);
  if (node.op === "Softmax") placement.knownRanges.set(node.outputs[0], { min: 0, max: 1 });
  return true;
}

function absorb(view: GraphView, { absorbed }: Placement, tensor: string): void {
  const node = absorbedBy(view, tensor);
  if (node) absorbed.set(tensor, node);
}

function isFiniteConstant(view: GraphView, tensor: string): boolean {
  const constant = constantOf(view, tensor);
  return constant?.dataType === Type.FLOAT && readFloats(constant).every(Number.isFinite);
}
