import { conv, convTranspose, gemm, globalPool, matMul, matMulNBits, pool } from "./layer-rules.ts";
import { broadcast, type ShapeRule } from "./rule.ts";
import * as views from "./view-rules.ts";

/** The first output has the shape of the first input. */
const keep: ShapeRule = ({ shape }) => [shape(0)];

/** DynamicQuantizeLinear: the codes, and a scale and a zero point for all of them. */
const keepWithParameters: ShapeRule = ({ shape }) => [shape(0), [], []];

/** Dropout: the values and the mask. */
const keepTwice: ShapeRule = ({ shape }) => [shape(0), shape(0)];

/** The shape that all inputs broadcast to (ONNX, docs/Broadcasting.md). */
const broadcastAll: ShapeRule = ({ node, shape }) => broadcastInputs(node.inputs.map((_, i) => shape(i)));

/** Integer forms of elementwise operators: each operand with its scale and zero point behind it. */
const broadcastQuantized: ShapeRule = ({ shape }) => broadcastInputs([shape(0), shape(3)]);

function broadcastInputs(shapes: readonly (readonly number[] | null)[]): (number[] | null)[] {
  return [shapes.reduce<number[] | null>((all, each) => all && each && broadcast(all, each), [])];
}

/** Rules by the operators they hold for, the domain in front of those that are not ONNX's own. */
const GROUPS: readonly [operators: string, rule: ShapeRule][] = [
  [
    `Abs Acos Acosh Asin Asinh Atan Atanh BatchNormalization Bernoulli BitwiseNot Cast CastLike Ceil Celu Clip Cos Cosh
    CumSum DequantizeLinear Elu Erf Exp Floor Gelu GroupNormalization HardSigmoid HardSwish Hardmax Identity
    InstanceNormalization IsInf IsNaN LRN LayerNormalization LeakyRelu Log LogSoftmax LpNormalization
    MeanVarianceNormalization Mish Neg Not PRelu QuantizeLinear Reciprocal Relu Round ScatterElements ScatterND Selu
    Shrink Sigmoid Sign SimplifiedLayerNormalization Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh
    ThresholdedRelu Trilu Affine ImageScaler ParametricSoftplus ScaledTanh com.microsoft.Gelu com.microsoft.FastGelu
    com.microsoft.QuickGelu com.microsoft.BiasGelu com.microsoft.QLinearLeakyRelu com.microsoft.QLinearSigmoid
    com.microsoft.QLinearSoftmax com.microsoft.QuantizeLinear com.microsoft.DequantizeLinear
    com.microsoft.SkipLayerNormalization`,
    keep,
  ],
  ["Dropout", keepTwice],
  ["DynamicQuantizeLinear", keepWithParameters],
  [
    `Add And BitShift BitwiseAnd BitwiseOr BitwiseXor Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min
    Mod Mul Or Pow Sub Sum Where Xor`,
    broadcastAll,
  ],
  ["com.microsoft.QLinearAdd com.microsoft.QLinearMul", broadcastQuantized],
  ["Conv ConvInteger com.microsoft.FusedConv", conv()],
  ["QLinearConv", conv(0, 3)],
  ["ConvTranspose", convTranspose],
  ["AveragePool LpPool MaxPool com.microsoft.QLinearAveragePool", pool],
  ["GlobalAveragePool GlobalLpPool GlobalMaxPool com.microsoft.QLinearGlobalAveragePool", globalPool],
  ["Gemm com.microsoft.FusedGemm", gemm],
  ["MatMul MatMulInteger com.microsoft.MatMulIntegerToFloat com.microsoft.DynamicQuantizeMatMul", matMul()],
  ["QLinearMatMul", matMul(0, 3)],
  ["com.microsoft.MatMulNBits", matMulNBits],
  ["Reshape", views.reshape],
  ["Flatten", views.flatten],
  ["Squeeze", views.squeeze],
  ["Unsqueeze", views.unsqueeze],
  ["Transpose", views.transpose],
  ["Concat", views.concat],
  ["Split", views.split],
  ["Slice", views.slice],
  ["Pad", views.pad],
  ["Gather", views.gather],
  ["GatherElements", views.likeSecond],
  ["Expand", views.expand],
  ["Tile", views.tile],
  ["ConstantOfShape", views.constantOfShape],
  [
    `ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
    ReduceSumSquare`,
    views.reduce,
  ],
  ["ArgMax ArgMin", views.argReduce],
  ["TopK", views.topK],
  ["DepthToSpace", views.depthToSpace],
  ["SpaceToDepth", views.spaceToDepth],
  ["Resize", views.resize],
  ["Upsample", views.upsample],
];

export const SHAPE_RULES: ReadonlyMap<string, ShapeRule> = new Map(
  GROUPS.flatMap(([operators, rule]) => operators.split(/\s+/).map((op) => [op, rule] as const)),
);
