import { fromFront } from "../../infer/shapes/rule.ts";
import { axesFromFront } from "../../infer/shapes/view-rules.ts";
import { intAttr, intsAttr } from "../../model/graph/attributes.ts";
import type { NodeView } from "../../model/graph/graph.ts";

/** A node that reads the batch, and what is known of its inputs for a batch of one. */
export interface BatchedNode {
  node: NodeView;
  /** Version of ONNX's own operator set. */
  opset: number;
  /** The axis of an input along which the items lie; null where the input is the same for every item. */
  axis: (input: number) => number | null;
  /** Dimensions of an input; none where they are not known or the input is left out. */
  shape: (input: number) => readonly number[];
  /** Elements of an input that is a small constant; null for any other. */
  constant: (input: number) => readonly number[] | null;
}

/**
 * Why an operator computes each item of a batch by itself. Where the items lie in the output is read from inferred
 * shapes; a rule only has to find what mixes items without a trace in the shape.
 */
export interface BatchRule {
  /** Which inputs may hold the items: the first alone, or any. */
  batched: "first" | "any";
  /** Whether an input may be a shape that contains the length of the batch. */
  takesLength?: boolean;
  /** What to say where the inferred shape shows that the items are mixed. */
  otherwise: string;
  /** What mixes the items; null where nothing does. */
  mixes?: (asked: BatchedNode) => string | null;
}

const ACROSS = "works across the batch";
const OTHER_AXES = "mixes the batch with other axes";

/** The rule of an operator that works along an axis, or along those behind it too. */
const along = (absent: number, reach: "one" | "rest") => (asked: BatchedNode) => {
  const at = asked.axis(0) ?? 0;
  const axis = fromFront(intAttr(asked.node.proto, "axis", absent), asked.shape(0).length);
  return axis === null || (reach === "one" ? axis === at : axis <= at) ? ACROSS : null;
};

/** Layers of images: items along axis 0, whatever happens behind. */
const perItem = ({ axis }: BatchedNode) =>
  axis(0) === 0 ? null : "has the batch among its channels or pixels";

/** The indices that MaxPool gives count through the whole batch. */
const maxPool = (asked: BatchedNode) =>
  asked.node.outputs[1] ? "numbers pixels across the batch" : perItem(asked);

/** Before version 13 everything from the axis on was one row. */
const softmax = (asked: BatchedNode) => (asked.opset < 13 ? along(1, "rest") : along(-1, "one"))(asked);

/** Per channel where there are several scales, else with one scale for all. */
const quantizing = (asked: BatchedNode) => {
  const [count = 1, ...blocks] = asked.shape(1);
  if (blocks.length > 0) return "has scales for blocks";
  return count > 1 ? along(1, "one")(asked) : null;
};

/** Products sum over the last axis of the left operand and the last but one of the right, before transposing. */
const product = ({ node, axis, shape }: BatchedNode) => {
  const left = intAttr(node.proto, "transA", 0) === 1 ? 0 : shape(0).length - 1;
  const right = intAttr(node.proto, "transB", 0) === 1 ? 1 : Math.max(shape(1).length - 2, 0);
  if (axis(0) === left || axis(1) === right) return "sums over the batch";
  const addsElsewhere = node.op === "Gemm" && axis(2) !== null && (axis(2) !== 0 || axis(0) === null);
  return addsElsewhere ? "meets the batch along two axes" : null;
};

const concat = ({ node, axis }: BatchedNode) =>
  node.inputs.some((_, i) => axis(i) === null || axis(i) !== axis(0))
    ? "joins along the batch, or with a constant"
    : null;

const gather = ({ node, axis, shape }: BatchedNode) => {
  const isLookedUp = axis(0) === fromFront(intAttr(node.proto, "axis", 0), shape(0).length);
  return isLookedUp || (axis(0) !== null && axis(1) !== null) ? "looks up items of the batch" : null;
};

/** What a list of axes that may be left out says of the batch's axis: its position in the list, or -1. */
function positionOf({ axis, shape }: BatchedNode, axes: readonly number[] | null | undefined): number {
  const rank = shape(0).length;
  return axesFromFront(axes ?? [...shape(0).keys()], rank)?.indexOf(axis(0) ?? 0) ?? -1;
}

/** A slice of all items backwards has the shape of the batch. Steps are there from version 10 on. */
const slice = (asked: BatchedNode) => {
  const i = positionOf(asked, asked.node.inputs[3] ? asked.constant(3) : null);
  return i >= 0 && (asked.constant(4)?.[i] ?? 1) < 0 ? "turns the batch around" : null;
};

/** Padding in front that is cut off behind has the shape of the batch. */
const pad = (asked: BatchedNode) => {
  const pads = intsAttr(asked.node.proto, "pads") ?? asked.constant(1);
  const i = positionOf(asked, asked.node.inputs[3] ? asked.constant(3) : null);
  return i >= 0 && pads?.[i] !== 0 ? "pads the batch" : null;
};

/** Rules by the operators they hold for. */
const GROUPS: readonly [operators: string, rule: Partial<BatchRule>][] = [
  [
    `Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Celu Clip Cos Cosh Dropout Elu Erf Exp Floor Gelu HardSigmoid
    HardSwish Identity IsInf IsNaN LeakyRelu Log Mish Neg Not PRelu Reciprocal Relu Round Selu Shrink Sigmoid Sign
    Sin Sinh Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu
    com.microsoft.Gelu com.microsoft.FastGelu com.microsoft.QuickGelu
    ArgMax ArgMin ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
    ReduceSumSquare Split TopK Transpose Unsqueeze`,
    {},
  ],
  [
    `Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Mul Or Pow Sub Sum Where Xor`,
    { batched: "any", otherwise: "meets the batch along two axes, or a constant along it" },
  ],
  [
    `AveragePool BatchNormalization Conv ConvInteger ConvTranspose DepthToSpace GlobalAveragePool GlobalLpPool
    GlobalMaxPool GroupNormalization InstanceNormalization LRN LpPool QLinearConv SpaceToDepth`,
    { mixes: perItem },
  ],
  ["MaxPool", { mixes: maxPool }],
  ["Hardmax LogSoftmax Softmax", { mixes: softmax }],
  ["LayerNormalization SimplifiedLayerNormalization", { mixes: along(-1, "rest") }],
  ["LpNormalization", { mixes: along(-1, "one") }],
  ["DequantizeLinear QuantizeLinear", { mixes: quantizing }],
  [
    "Gemm MatMul MatMulInteger",
    { batched: "any", mixes: product, otherwise: "meets the batch along two axes" },
  ],
  ["Concat", { batched: "any", mixes: concat, otherwise: "joins along the batch" }],
  ["Gather", { batched: "any", mixes: gather }],
  ["Slice", { mixes: slice, otherwise: "cuts the batch" }],
  ["Pad", { mixes: pad, otherwise: "pads the batch" }],
  ["Tile", { otherwise: "repeats the batch" }],
  ["Squeeze", { otherwise: "drops the batch" }],
  ["Flatten", { otherwise: OTHER_AXES }],
  ["Upsample", { otherwise: "may resize the batch" }],
  ["Resize", { takesLength: true, otherwise: "may resize the batch" }],
  ["Reshape", { takesLength: true, otherwise: OTHER_AXES }],
  ["ConstantOfShape Expand", { batched: "any", takesLength: true, otherwise: OTHER_AXES }],
];

export const BATCH_RULES: ReadonlyMap<string, BatchRule> = new Map(
  GROUPS.flatMap(([operators, rule]) =>
    operators.split(/\s+/).map((op) => [op, { batched: "first", otherwise: ACROSS, ...rule }] as const),
  ),
);
