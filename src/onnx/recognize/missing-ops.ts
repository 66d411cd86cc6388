import { LabError } from "#failures/lab-error.ts";
import { subgraphs } from "../model/graph/attributes.ts";
import { isOnnxDomain, opsetOf } from "../model/graph/graph.ts";
import { mainGraph } from "../model/graph/shallow-copy.ts";
import type { GraphProto, ModelProto, NodeProto } from "../model/schema/onnx_pb.ts";

/** Domains beside ONNX's own of which ONNX Runtime has operators; which ones, it says itself. */
const KNOWN_DOMAINS: ReadonlySet<string> = new Set(["ai.onnx.ml", "com.microsoft", "com.ms.internal.nhwc"]);

/**
 * Operators of a model, its subgraphs and functions, that ONNX Runtime Web 1.30 does not have at the model's
 * operator set: of domains it does not know, and of ONNX's own that are not, or not yet, in that version. Each
 * once, with its domain in front unless that is ONNX's own, in the order of first use.
 */
export function missingOps(model: ModelProto): string[] {
  const opset = opsetOf(model);
  const own = new Set(model.functions.map(({ domain, name }) => `${domain}.${name}`));
  const nodes = [
    ...allNodes(mainGraph(model).node),
    ...model.functions.flatMap(({ node }) => allNodes(node)),
  ];
  const missing = nodes.flatMap(({ domain, opType }) => {
    const name = isOnnxDomain(domain) ? opType : `${domain}.${opType}`;
    if (own.has(`${domain}.${opType}`)) return [];
    const isThere = isOnnxDomain(domain) ? isOnnxOp(opType, opset) : KNOWN_DOMAINS.has(domain);
    return isThere ? [] : [name];
  });
  return [...new Set(missing)];
}

/** @throws LabError `model.missing-ops` (details.ops: names separated by commas, count) if the runtime lacks operators */
export function requireOps(model: ModelProto): void {
  const missing = missingOps(model);
  if (missing.length > 0) throw missingOpsError(missing);
}

/**
 * The operator that ONNX Runtime says it lacks, by the words it refuses a model with; null where it refuses it
 * for another reason.
 *
 * @param message what `InferenceSession.create` threw
 * @returns LabError `model.missing-ops` (details.ops, count)
 */
export function missingOpsFromRuntime(message: string): LabError | null {
  const named =
    /([\w.]+):(\w+)\(-?\d+\) is not a registered function\/op/.exec(message) ??
    /(?:No Op registered for |Could not find an implementation for )()([\w.]+)/.exec(message);
  if (!named) return null;
  const [, domain, name] = named;
  return missingOpsError([isOnnxDomain(domain) ? name : `${domain}.${name}`]);
}

function missingOpsError(names: readonly string[]): LabError {
  const shown = names.slice(0, 8).map((name) => name.slice(0, 100));
  const rest = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  return new LabError("model.missing-ops", { ops: shown.join(", ") + rest, count: names.length });
}

function isOnnxOp(name: string, opset: number): boolean {
  const since = ONNX_OPS.get(name);
  if (since !== undefined) return since <= opset;
  return EXPERIMENTAL_OPS.has(name) && opset < 10;
}

function allNodes(nodes: readonly NodeProto[]): NodeProto[] {
  return nodes.flatMap((node) => [
    node,
    ...subgraphs(node).flatMap(({ node: inner }: GraphProto) => allNodes(inner)),
  ]);
}

/** Operators of ONNX's own set by the version that brought them (onnx/defs), with those that ONNX Runtime has from the start. */
const BY_VERSION: readonly [since: number, operators: string][] = [
  [
    1,
    `Abs Add And ArgMax ArgMin AveragePool BatchNormalization Cast Ceil Clip Concat Constant Conv ConvTranspose
    DepthToSpace Div Dropout Elu Equal Exp Flatten Floor GRU Gather Gemm GlobalAveragePool GlobalLpPool
    GlobalMaxPool Greater HardSigmoid Hardmax Identity If InstanceNormalization LRN LSTM LayerNormalization
    LeakyRelu Less Log LogSoftmax Loop LpNormalization LpPool MatMul Max MaxPool MaxRoiPool Mean
    MeanVarianceNormalization Min Mul Neg Not Or PRelu Pad Pow RNN RandomNormal RandomNormalLike RandomUniform
    RandomUniformLike Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin
    ReduceProd ReduceSum ReduceSumSquare Relu Reshape Selu Shape Sigmoid SimplifiedLayerNormalization Size
    Slice Softmax Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Tanh ThresholdedRelu Tile TopK
    Transpose Unsqueeze Upsample Xor`,
  ],
  [7, "Acos Asin Atan Cos Multinomial Sin Tan"],
  [8, "Expand Scan"],
  [
    9,
    `Acosh Asinh Atanh Compress ConstantOfShape Cosh Erf EyeLike IsNaN MaxUnpool NonZero OneHot Scatter Shrink
    Sign Sinh TfIdfVectorizer Where`,
  ],
  [
    10,
    `ConvInteger DequantizeLinear IsInf MatMulInteger Mod NonMaxSuppression QLinearConv QLinearMatMul
    QuantizeLinear Resize ReverseSequence RoiAlign StringNormalizer`,
  ],
  [
    11,
    `BitShift ConcatFromSequence CumSum Det DynamicQuantizeLinear GatherElements GatherND Range Round
    ScatterElements ScatterND SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert
    SequenceLength SplitToSequence Unique`,
  ],
  [12, "Celu Einsum GreaterOrEqual LessOrEqual NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss"],
  [14, "HardSwish Trilu"],
  [15, "Bernoulli CastLike Optional OptionalGetElement OptionalHasElement"],
  [16, "GridSample"],
  [17, "BlackmanWindow DFT HammingWindow HannWindow MelWeightMatrix STFT SequenceMap"],
  [18, "BitwiseAnd BitwiseNot BitwiseOr BitwiseXor CenterCropPad Col2Im GroupNormalization Mish"],
  [19, "DeformConv"],
  [20, "AffineGrid Gelu ImageDecoder RegexFullMatch StringConcat StringSplit"],
  [23, "Attention RMSNormalization RotaryEmbedding"],
  [24, "Swish TensorScatter"],
];

/** Operators that ONNX Runtime Web 1.30 has → the first version of the operator set in which it has them. */
export const ONNX_OPS: ReadonlyMap<string, number> = new Map(
  BY_VERSION.flatMap(([since, operators]) => operators.split(/\s+/).map((op) => [op, since] as const)),
);

/** Experimental operators of ONNX 1.0 for which ONNX Runtime has kernels below version 10. */
export const EXPERIMENTAL_OPS: ReadonlySet<string> = new Set(
  "Affine Crop DynamicSlice ImageScaler ParametricSoftplus Scale ScaledTanh".split(" "),
);
