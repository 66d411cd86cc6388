import { along } from "./along-axis.ts";
import { type BatchRule, keptFixed, onlyFirst } from "./batch-rule.ts";
import { gemm, matMul } from "./product-rules.ts";
import * as views from "./view-rules.ts";

/** Each element by itself. */
const elementwise: BatchRule = (batched) => onlyFirst(batched);

/** Each element by itself, with the elements of the other inputs that broadcasting puts beside it. */
const broadcasting: BatchRule = (batched) => {
  const { node, axis, shape, outputShape } = batched;
  const rank = outputShape(0).length;
  const shapes = node.inputs.map((name, i) => (name ? shape(i) : []));
  const positions = node.inputs.flatMap((_, i) => {
    const at = axis(i);
    return at === null ? [] : [rank - shapes[i].length + at];
  });
  const [position] = positions;
  if (positions.some((each) => each !== position)) throw keptFixed(node, "meets the batch along two axes");
  node.inputs.forEach((_, i) => {
    if (axis(i) === null && (shapes[i][position - rank + shapes[i].length] ?? 1) !== 1) {
      throw keptFixed(node, "has a constant along the batch");
    }
  });
  return position;
};

/** Layers and pictures: items along axis 0, whatever happens behind. */
const perItem: BatchRule = (batched) => {
  const at = onlyFirst(batched);
  if (at !== 0) throw keptFixed(batched.node, "has the batch among its channels or pixels");
  return 0;
};

/** The indices that MaxPool gives count through the whole batch. */
const maxPool: BatchRule = (batched) => {
  if (batched.node.outputs[1]) throw keptFixed(batched.node, "numbers pixels across the batch");
  return perItem(batched);
};

/** Before version 13 everything from the axis on was one row. */
const softmax: BatchRule = (batched) =>
  batched.opset < 13 ? along(1, "rest")(batched) : along(-1, "one")(batched);

/** Per channel where an axis is given, else with one scale for all. */
const quantizing: BatchRule = (batched) => {
  const [count = 1, ...blocks] = batched.shape(1);
  if (blocks.length > 0) throw keptFixed(batched.node, "has scales for blocks");
  return count > 1 ? along(1, "one")(batched) : onlyFirst(batched);
};

/** Rules by the operators they hold for. */
const GROUPS: readonly [operators: string, rule: BatchRule][] = [
  [
    `Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Celu Clip Cos Cosh Dropout Elu Erf Exp Floor Gelu HardSigmoid
    HardSwish Identity IsInf IsNaN LeakyRelu Log Mish Neg Not Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh
    Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu Affine Scale ScaledTanh ParametricSoftplus
    com.microsoft.Gelu com.microsoft.FastGelu com.microsoft.QuickGelu`,
    elementwise,
  ],
  [
    `Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Mul Or PRelu Pow Sub Sum Where Xor`,
    broadcasting,
  ],
  [
    `AveragePool BatchNormalization Conv ConvInteger ConvTranspose DepthToSpace GlobalAveragePool GlobalLpPool
    GlobalMaxPool GroupNormalization InstanceNormalization LRN LpPool QLinearConv SpaceToDepth Crop ImageScaler`,
    perItem,
  ],
  ["MaxPool", maxPool],
  ["Hardmax LogSoftmax Softmax", softmax],
  ["LayerNormalization SimplifiedLayerNormalization", along(-1, "rest")],
  ["LpNormalization TopK", along(-1, "one")],
  ["Split", along(0, "one")],
  ["DequantizeLinear QuantizeLinear", quantizing],
  ["Gemm", gemm],
  ["MatMul MatMulInteger", matMul],
  ["Transpose", views.transpose],
  ["Concat", views.concat],
  ["Flatten", views.flatten],
  [
    `ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
    ReduceSumSquare`,
    views.reduce,
  ],
  ["ArgMax ArgMin", views.argReduce],
  ["Squeeze", views.squeeze],
  ["Unsqueeze", views.unsqueeze],
  ["Slice", views.slice],
  ["Pad", views.pad],
  ["Gather", views.gather],
  ["Tile", views.tile],
  ["Upsample", views.upsample],
];

export const BATCH_RULES: ReadonlyMap<string, BatchRule> = new Map(
  GROUPS.flatMap(([operators, rule]) => operators.split(/\s+/).map((op) => [op, rule] as const)),
);
