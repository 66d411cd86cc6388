import { intAttr, stringAttr } from "../../model/graph/attributes.ts";
import { attributeProto } from "../../model/write/node.ts";
import { attributesToInputs, axesToInput } from "./attributes-to-inputs.ts";
import { type Change, changedNode } from "./change.ts";
import { resizeWithModes, resizeWithoutTfHalfPixel, upsampleToResize } from "./resize.ts";
import { softmaxOverOneAxis } from "./softmax.ts";

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
