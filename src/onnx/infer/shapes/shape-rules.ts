import {
  broadcastAll,
  broadcastQuantized,
  keep,
  keepTwice,
  keepWithParameters,
} from "./elementwise-rules.ts";
import { conv, convTranspose, gemm, globalPool, matMul, matMulNBits, pool } from "./layer-rules.ts";
import { argReduce, reduce, topK } from "./reduce-rules.ts";
import { resize, upsample } from "./resize-rule.ts";
import type { ShapeRule } from "./rule.ts";
import * as views from "./view-rules.ts";

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
    reduce,
  ],
  ["ArgMax ArgMin", argReduce],
  ["TopK", topK],
  ["DepthToSpace", views.depthToSpace],
  ["SpaceToDepth", views.spaceToDepth],
  ["Resize", resize],
  ["Upsample", upsample],
];

export const SHAPE_RULES: ReadonlyMap<string, ShapeRule> = new Map(
  GROUPS.flatMap(([operators, rule]) => operators.split(/\s+/).map((op) => [op, rule] as const)),
);
