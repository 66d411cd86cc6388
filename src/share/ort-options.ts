import { correctionsIn } from "#experiment/corrections.ts";
import { isFloatPrecision } from "#experiment/precisions.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { calibrationMethod, DEFAULT_PERCENTILE } from "#numerics/calibration/methods/registry.ts";

/** A recipe in the options of ONNX Runtime's quantizer, and what those options cannot express. */
export interface OrtOptions {
  /** `QuantType` of weights and activations. */
  weightType: "QInt8" | "QUInt8" | "QInt4" | "QUInt4";
  activationType: "QInt8" | "QUInt8";
  perChannel: boolean;
  reduceRange: boolean;
  calibrateMethod: "MinMax" | "Percentile" | "Entropy";
  nodesToExclude: string[];
  extraOptions: Record<string, unknown>;
  /** Bits and block of the weight-only quantizer. */
  blockBits: 4 | 8;
  blockSize: number;
  /** One sentence each. */
  differences: string[];
}

/**
 * ONNX Runtime 1.30's `quantize_static`, `quantize_dynamic` and `MatMulNBitsQuantizer` with the options nearest to a
 * recipe. Source: onnxruntime/python/tools/quantization, and docs/differences-from-onnxruntime.md.
 */
export function ortOptions(recipe: Recipe): OrtOptions {
  const { mode, weights, activations, calibration, corrections, layers } = recipe;
  const differences: string[] = [];
  const say = (condition: unknown, sentence: string) => condition && differences.push(sentence);
  const excluded = Object.entries(layers).filter(([, { precision }]) => isFloatPrecision(precision));
  const symmetric = weights.scheme === "symmetric";
  const { granularity } = weights;
  const narrow = weights.bits === 4 && mode === "static";

  if (mode !== "weight-only") {
    const same = [8, 7].includes(weights.bits) || narrow;
    say(!same, `Weights have 8 bits; the recipe says ${weights.bits}.`);
    say(granularity.kind === "group", "Weights have one scale per channel; there are none per group.");
  }
  say(mode === "static" && activations.bits !== 8, `Activations have 8 bits, not ${activations.bits}.`);
  say(weights.range === "mse", "Weight ranges are the extremes; none of least squared error are sought.");
  differences.push(...correctionsIn(corrections).map(({ missing }) => missing));
  say(
    excluded.some(([, { precision }]) => precision === "fp16"),
    "Layers kept in FP16 stay in FP32.",
  );
  say(
    Object.values(layers).some(({ weights, activations }) => weights || activations),
    "Widths and schemes of single layers are not carried over.",
  );
  if (mode === "static") {
    const { difference } = calibrationMethod(calibration.method).onnxRuntime;
    if (difference) differences.push(difference);
    say(calibration.distort, "Calibration pictures are taken as they are, without the recipe's distortion.");
    say(calibration.classes, "Calibration pictures are of all classes.");
    differences.push(
      "The calibration pictures are drawn otherwise; with the same pictures ranges agree to 1e-6.",
    );
  }
  if (mode === "weight-only") {
    differences.push("Only MatMul weights are quantized; Conv and Gemm weights stay in FP32.");
    const bits = weights.bits === 8 ? 8 : 4;
    say(weights.bits !== bits, `Weights have ${bits} bits; the recipe says ${weights.bits}.`);
    say(granularity.kind !== "group", "There is one scale per block of 32 weights, the recipe has fewer.");
  }
  const signedWeights = mode === "dynamic" ? false : symmetric;
  say(mode === "dynamic" && symmetric, "Weights are uint8, which its integer convolution needs.");

  return {
    weightType: narrow ? (symmetric ? "QInt4" : "QUInt4") : signedWeights ? "QInt8" : "QUInt8",
    activationType: activations.scheme === "symmetric" ? "QInt8" : "QUInt8",
    perChannel: granularity.kind !== "tensor",
    reduceRange: weights.bits === 7,
    calibrateMethod: calibrationMethod(calibration.method).onnxRuntime.method,
    nodesToExclude: excluded.map(([name]) => name),
    extraOptions: extraOptions(recipe),
    blockBits: weights.bits === 8 ? 8 : 4,
    blockSize: granularity.kind === "group" ? blockSize(granularity.size) : 32,
    differences,
  };
}

/** Blocks are powers of two, 16 at least. */
const blockSize = (size: number): number => Math.max(16, 2 ** Math.round(Math.log2(size)));

function extraOptions({ mode, weights, activations, calibration }: Recipe): Record<string, unknown> {
  const options: Record<string, unknown> = { WeightSymmetric: weights.scheme === "symmetric" };
  if (mode !== "static") return options;
  options.ActivationSymmetric = activations.scheme === "symmetric";
  const { movingAverage, method } = calibrationMethod(calibration.method).onnxRuntime;
  if (movingAverage) options.CalibMovingAverage = true;
  if (method === "Percentile") options.CalibPercentile = calibration.percentile ?? DEFAULT_PERCENTILE;
  const ranges = Object.entries(calibration.ranges ?? {});
  if (ranges.length > 0) {
    options.TensorQuantOverrides = Object.fromEntries(
      ranges.map(([tensor, { min, max }]) => [tensor, [{ rmin: min, rmax: max }]]),
    );
  }
  return options;
}
