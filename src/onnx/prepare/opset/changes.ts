import {
  floatAttr,
  floatsAttr,
  hasAttr,
  intAttr,
  longsAttr,
  stringAttr,
} from "../../model/graph/attributes.ts";
import { type NodeProto, TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";
import { attributeProto, onnxNode } from "../../model/write/node.ts";
import { floatTensor, int64Tensor } from "../../model/write/tensor.ts";
import { type Change, changedNode, type Scope } from "./scope.ts";

/** An attribute that became the input at a position. */
interface Moved {
  attribute: string;
  position: number;
  /** Element type and rank of the input: `sameFloat` takes the type of what the operator computes on. */
  as: "ints" | "int" | "floats" | "float" | "sameFloat";
}

/** A change that moves attributes to inputs; those that are not given leave their input out. */
function attributesToInputs(...moved: Moved[]): Change {
  return (node, scope) => {
    const input = [...node.input];
    const before: NodeProto[] = [];
    for (const { attribute, position, as } of moved) {
      if (!hasAttr(node, attribute)) continue;
      const nodes = constantNodes(node, scope, attribute, as);
      if (!nodes) return null;
      while (input.length < position) input.push("");
      input[position] = nodes[nodes.length - 1].output[0];
      before.push(...nodes);
    }
    return [...before, changedNode(node, { input, without: moved.map(({ attribute }) => attribute) })];
  };
}

function constantNodes(
  node: NodeProto,
  scope: Scope,
  attribute: string,
  as: Moved["as"],
): NodeProto[] | null {
  const name = `${node.output[0]}_${attribute}`;
  if (as === "ints" || as === "int") {
    const values = as === "int" ? [intAttr(node, attribute, 0)] : (longsAttr(node, attribute) ?? []);
    return [scope.constant(int64Tensor(name, [values.length], values))];
  }
  if (as === "floats") {
    const values = floatsAttr(node, attribute) ?? [];
    return [scope.constant(floatTensor(name, [values.length], values))];
  }
  const constant = scope.constant(floatTensor(name, [], [floatAttr(node, attribute, 0)]));
  if (as === "float") return [constant];
  const type = scope.floatType(node);
  if (type === null) return null;
  if (type === Type.FLOAT) return [constant];
  const output = scope.fresh(`${name}_Cast`);
  return [constant, onnxNode("Cast", output, constant.output, [output], { to: type })];
}

/** The axes of a reduction, Squeeze or Unsqueeze. */
const axesToInput = attributesToInputs({ attribute: "axes", position: 1, as: "ints" });

/** Upsample-9 is what Resize-10 does with scales of 1 and more. */
const upsampleToResize: Change = (node, scope) => {
  scope.enlarged.add(node.output[0]);
  return [changedNode(node, { op: "Resize" })];
};

/**
 * Resize-10 maps output positions back by division alone (`asymmetric`), rounding down where a dimension
 * grows and up where it shrinks; Resize-11 takes a region of interest before the scales.
 */
const resizeWithModes: Change = (node, scope) => {
  const grows = scope.enlarged.has(node.output[0]);
  const rounding = grows ? "floor" : nearestMode(node, scope.floats(node.input[1]));
  if (!rounding) return null;
  const roi = scope.constant(floatTensor(`${node.output[0]}_roi`, [0], []));
  const added = [
    attributeProto("coordinate_transformation_mode", "asymmetric"),
    attributeProto("nearest_mode", rounding),
  ];
  return [roi, changedNode(node, { input: [node.input[0], roi.output[0], node.input[1]], added })];
};

function nearestMode(node: NodeProto, scales: Float32Array | null): string | null {
  if (stringAttr(node, "mode", "nearest") !== "nearest") return "floor";
  if (scales?.every((scale) => scale >= 1)) return "floor";
  return scales?.every((scale) => scale <= 1) ? "ceil" : null;
}

/**
 * Resize-13 leaves scales out where sizes are given, and no longer knows `tf_half_pixel_for_nn`: position
 * `(x + ½)/s` rounded down is `half_pixel`'s `(x + ½)/s − ½` rounded to the nearest, halves up.
 */
const resizeWithoutTfHalfPixel: Change = (node, scope) => {
  const input = [...node.input];
  if (input[3] && scope.floats(input[2])?.length === 0) input[2] = "";
  if (stringAttr(node, "coordinate_transformation_mode", "half_pixel") !== "tf_half_pixel_for_nn") {
    return [changedNode(node, { input })];
  }
  const isFloor = stringAttr(node, "nearest_mode", "round_prefer_floor") === "floor";
  if (!isFloor || stringAttr(node, "mode", "nearest") !== "nearest") return null;
  const added = [
    attributeProto("coordinate_transformation_mode", "half_pixel"),
    attributeProto("nearest_mode", "round_prefer_ceil"),
  ];
  return [changedNode(node, { input, added })];
};

/**
 * Softmax, LogSoftmax and Hardmax before version 13 work on all axes from `axis` (1 where absent) as one,
 * from 13 on `axis` alone. The two agree where the axes behind it have one element; elsewhere the tensor is
 * flattened before and shaped back behind.
 */
const softmaxOverOneAxis: Change = (node, scope) => {
  const axis = intAttr(node, "axis", 1);
  const shape = scope.shape(node.input[0]) ?? scope.shape(node.output[0]);
  const first = axis < 0 && shape ? axis + shape.length : axis;
  if (axis === -1 || shape?.slice(first + 1).every((size) => size === 1)) {
    return [changedNode(node, { added: [attributeProto("axis", axis)] })];
  }
  const [input] = node.input;
  const [output] = node.output;
  const tensor = (suffix: string) => scope.fresh(`${output}_${suffix}`);
  const [shapeOf, flat, result] = [tensor("shape"), tensor("flat"), tensor("over_flat")];
  const made = (op: string, inputs: string[], to: string, attributes = {}) =>
    onnxNode(op, scope.fresh(`${node.name || output}_${op}`), inputs, [to], attributes);
  return [
    made("Shape", [input], shapeOf),
    made("Flatten", [input], flat, { axis }),
    changedNode(node, { input: [flat], output: [result], added: [attributeProto("axis", -1)] }),
    made("Reshape", [result, shapeOf], output),
  ];
};

const inTheWay: Change = () => null;

/** Leaves a node as it is unless it does what the new version cannot say. */
function unless(isLost: (node: Parameters<Change>[0]) => boolean): Change {
  return (node) => (isLost(node) ? null : [node]);
}

const REDUCTIONS =
  "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSumSquare";

/**
 * Where an operator's definition changed such that the same node would mean something else or be invalid, by
 * the version that brought it, from the changelog of ONNX's operators. Versions not listed here widened the
 * element types, took negative axes, or added attributes and inputs whose absence means what was before.
 */
export const CHANGES: readonly { since: number; operators: string; change: Change }[] = [
  // Scan-8 takes a batch axis and sequence lengths.
  { since: 9, operators: "Scan", change: inTheWay },
  {
    since: 9,
    operators: "BatchNormalization",
    change: (node) =>
      intAttr(node, "spatial", 1) === 1 ? [changedNode(node, { without: ["spatial"] })] : null,
  },
  {
    since: 9,
    operators: "Upsample",
    change: attributesToInputs({ attribute: "scales", position: 1, as: "floats" }),
  },
  { since: 10, operators: "Upsample", change: upsampleToResize },
  // The mask became boolean.
  {
    since: 10,
    operators: "Dropout",
    change: (node, scope) =>
      scope.isRead(node.output[1]) ? null : [changedNode(node, { output: node.output.slice(0, 1) })],
  },
  {
    since: 10,
    operators: "Slice",
    change: attributesToInputs(
      { attribute: "starts", position: 1, as: "ints" },
      { attribute: "ends", position: 2, as: "ints" },
      { attribute: "axes", position: 3, as: "ints" },
    ),
  },
  { since: 10, operators: "TopK", change: attributesToInputs({ attribute: "k", position: 1, as: "int" }) },
  {
    since: 11,
    operators: "Clip",
    change: attributesToInputs(
      { attribute: "min", position: 1, as: "sameFloat" },
      { attribute: "max", position: 2, as: "sameFloat" },
    ),
  },
  {
    since: 11,
    operators: "Pad",
    change: attributesToInputs(
      { attribute: "pads", position: 1, as: "ints" },
      { attribute: "value", position: 2, as: "sameFloat" },
    ),
  },
  // A negative index was a row of "off", and counts from the end since.
  { since: 11, operators: "OneHot", change: inTheWay },
  { since: 11, operators: "Resize", change: resizeWithModes },
  { since: 11, operators: "Scatter", change: (node) => [changedNode(node, { op: "ScatterElements" })] },
  {
    since: 12,
    operators: "Dropout",
    change: attributesToInputs({ attribute: "ratio", position: 1, as: "float" }),
  },
  { since: 13, operators: "Hardmax LogSoftmax Softmax", change: softmaxOverOneAxis },
  { since: 13, operators: "ReduceSum Squeeze Unsqueeze", change: axesToInput },
  { since: 13, operators: "Resize", change: resizeWithoutTfHalfPixel },
  {
    since: 13,
    operators: "Split",
    change: attributesToInputs({ attribute: "split", position: 1, as: "ints" }),
  },
  // Statistics as outputs meant training.
  {
    since: 14,
    operators: "BatchNormalization",
    change: unless(({ output }) => output.slice(1).some(Boolean)),
  },
  {
    since: 16,
    operators: "RoiAlign",
    change: (node) => [
      changedNode(node, { added: [attributeProto("coordinate_transformation_mode", "output_half_pixel")] }),
    ],
  },
  { since: 18, operators: REDUCTIONS, change: axesToInput },
  {
    since: 18,
    operators: "Split",
    change: (node) =>
      node.input[1]
        ? [node]
        : [changedNode(node, { added: [attributeProto("num_outputs", node.output.length)] })],
  },
  // How averages count the padding beyond the last whole window was defined anew.
  {
    since: 19,
    operators: "AveragePool",
    change: unless(
      (node) => intAttr(node, "ceil_mode", 0) === 1 && intAttr(node, "count_include_pad", 0) === 1,
    ),
  },
  { since: 20, operators: "DFT", change: inTheWay },
  {
    since: 20,
    operators: "GridSample",
    change: (node) => {
      const mode = stringAttr(node, "mode", "bilinear");
      const renamed = { bilinear: "linear", bicubic: "cubic" }[mode] ?? mode;
      return [changedNode(node, { added: [attributeProto("mode", renamed)] })];
    },
  },
  // Scale and bias are per channel since, per group before.
  { since: 21, operators: "GroupNormalization", change: inTheWay },
];

/** Operators of versions 7 to 21 whose definition never changed in a way that touches an existing node. */
export const UNCHANGED: ReadonlySet<string> = new Set(
  `Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Bernoulli BitShift BitwiseAnd BitwiseNot
  BitwiseOr BitwiseXor BlackmanWindow Cast CastLike Ceil Celu CenterCropPad Col2Im Compress Concat
  ConcatFromSequence Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumSum DeformConv
  DepthToSpace DequantizeLinear Det Div DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten
  Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater
  GreaterOrEqual HammingWindow HannWindow HardSigmoid HardSwish Identity If ImageDecoder InstanceNormalization
  IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log Loop LpNormalization LpPool MatMul
  MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean MeanVarianceNormalization MelWeightMatrix Min Mish Mod Mul
  Multinomial Neg NegativeLogLikelihoodLoss NonMaxSuppression NonZero Not Optional OptionalGetElement
  OptionalHasElement Or PRelu Pow QLinearConv QLinearMatMul QuantizeLinear RNN RandomNormal RandomNormalLike
  RandomUniform RandomUniformLike Range Reciprocal RegexFullMatch Relu Reshape ReverseSequence Round STFT
  ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert
  SequenceLength SequenceMap Shape Shrink Sigmoid Sign Sin Sinh Size Softplus Softsign SoftmaxCrossEntropyLoss
  SpaceToDepth SplitToSequence Sqrt StringConcat StringNormalizer StringSplit Sub Sum Tan Tanh TfIdfVectorizer
  ThresholdedRelu Tile Transpose Trilu Unique Where Xor`.split(/\s+/),
);
