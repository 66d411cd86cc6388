import type { ErrorDetails, LabErrorCode } from "#failures/lab-error.ts";
import type { TensorError } from "#numerics/errors/errors.ts";
import type { OutputComparison } from "#numerics/errors/output-errors.ts";
import type { Score } from "#statistics/statistics.ts";
import type { Backend } from "./backends.ts";
import type { Phase } from "./phases.ts";
import type { Precision } from "./precisions.ts";
import type { Recipe } from "./recipe.ts";

/** Wall-clock time of one inference at batch size 1, in milliseconds, over `runs` timed runs after `warmup` untimed ones. */
export interface Latency {
  median: number;
  p10: number;
  p90: number;
  runs: number;
  warmup: number;
}

/** What was measured of one variant (FP32 or quantized) of the model. */
export interface VariantResult {
  /** Of the items that have a label; total 0 where none has, or the model is no classifier. */
  top1: Score;
  /** One score per class index. */
  perClass: Score[];
  /** Size of the serialized `.onnx`, in bytes. */
  sizeBytes: number;
  /** Bytes of weights (initialisers), without the graph. */
  weightBytes: number;
  /**
   * The most bytes of activations that exist at once in one inference at batch size 1 (or the model's fixed batch),
   * computed from types and shapes; null where one of them is not known.
   */
  activationBytes: number | null;
  latencyMs: Latency | null;
}

/** How a layer of the rewritten model computes. */
export interface LayerExecution {
  precision: Precision;
  /** Arithmetic of the kernel: on integer levels, or in floating point on rounded values. */
  arithmetic: "integer" | "float32" | "float16";
  /** Bits that one weight takes in the file; null for a layer without constant weights. */
  storageBits: 4 | 8 | 16 | 32 | null;
  /**
   * The runtime has no kernel of the recipe's width or granularity: wider integers or floats carry exactly the
   * values of the narrower grid. False for weight-only layers, whose arithmetic is meant to be floating point.
   */
  simulated: boolean;
}

export interface LayerResult extends LayerExecution {
  name: string;
  op: string;
  /** Names of the layers whose outputs reach it through no other layer; absent in runs kept by an earlier version. */
  from?: string[];
  /** Null for a layer without constant weights (an attention MatMul). */
  weights: (TensorError & { scaleCount: number; elementCount: number }) | null;
  /** Accumulated error of the layer's output inside the quantized network; null until measured. */
  output: TensorError | null;
  /** Median time of the layer alone, FP32 and quantized; null until measured. */
  latencyMs: { fp32: number; quantized: number } | null;
}

/** A node that stays in floating point although its operator is one the lab quantizes. */
export interface FloatNode {
  name: string;
  op: string;
  reason: string;
}

/** Something that was done differently from what the recipe says, or is worth knowing, and did not stop the run. */
export interface Notice {
  code: LabErrorCode;
  /** Names the layer and the value. */
  details: ErrorDetails;
}

/** Two layers whose shared channels were rescaled, in graph order. */
export interface EqualizedPair {
  first: string;
  second: string;
  /** Largest over smallest channel range of `first`'s weights; channels that are all zero are left out. */
  rangeSpreadBefore: number;
  rangeSpreadAfter: number;
  /** What became of the activation between them. */
  activation: "none" | "relu" | "clip" | "clip-per-channel";
}

export interface BiasCorrectedLayer {
  name: string;
  /** Mean over channels of |E[quantized] − E[FP32]| of the layer's output before its activation. */
  meanShiftBefore: number;
  meanShiftAfter: number;
}

export interface RoundedLayer {
  name: string;
  /** Mean squared change of the layer's output on the calibration images, FP32 inputs: rounding to nearest, and learned. */
  outputMseNearest: number;
  outputMseLearned: number;
  /** Weights whose integer level differs from that of rounding to nearest. */
  changed: number;
  elementCount: number;
}

/** What each low-cost correction that was switched on did; null where it was off. */
export interface CorrectionEffects {
  equalization: EqualizedPair[] | null;
  biasCorrection: BiasCorrectedLayer[] | null;
  learnedRounding: RoundedLayer[] | null;
}

export interface Environment {
  lab: string;
  runtime: string;
  userAgent: string;
  hardwareConcurrency: number;
  crossOriginIsolated: boolean;
  /** Execution provider and thread count of each variant's session. */
  fp32: { backend: Backend; threads: number };
  quantized: { backend: Backend; threads: number };
}

/** An image on which the two variants predict different classes. */
export interface Flip {
  /** Into the evaluation split. */
  index: number;
  /** Class index; −1 where the image has no label. */
  label: number;
  /** Class indices, or `NO_CLASS` where a variant predicts nothing. */
  fp32: number;
  quantized: number;
}

/** Everything that one run measured. The report, the log, the diagnosis and the page all read this. */
export interface RunResult {
  recipe: Recipe;
  environment: Environment;
  fp32: VariantResult;
  quantized: VariantResult;
  /**
   * Images on which both variants predict the same class; total 0 where the model is no classifier. An image for which
   * a variant predicts nothing, since its scores are not numbers, counts in the total only.
   */
  agreement: Score;
  flips: Flip[];
  /** One per output of the model. */
  outputs: OutputComparison[];
  layers: LayerResult[];
  floatNodes: FloatNode[];
  corrections: CorrectionEffects;
  notices: Notice[];
  /** Non-finite activation values seen while calibrating, per tensor name; empty if none. */
  nonFinite: Record<string, number>;
  /** Wall-clock time of each phase of this run; a phase served from cache is 0. */
  phaseMs: Record<Phase, number>;
}

/** The two settings that a run measures beside FP32. */
export type SettingName = "a" | "b";

/**
 * Labels and FP32's answers on the evaluation images, in the order in which they were drawn; what a setting answers
 * otherwise is in its `flips`. Class indices of the data set: −1 is no label, or a class that only the model has, and
 * `NO_CLASS` no prediction.
 */
export interface Answers {
  /** Into the evaluation split. */
  indices: Uint32Array;
  labels: Int32Array;
  fp32: Int32Array;
}

/** What one run measured: FP32 and one setting, or two, on the same images. */
export interface PairResult {
  a: RunResult;
  /** Null where there is no second setting, or it failed: a notice of A says why. */
  b: RunResult | null;
  /** On the images that A has seen; null where the model is no classifier. */
  answers: Answers | null;
}
