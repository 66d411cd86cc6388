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
