import type { ErrorDetails, LabErrorCode } from "#failures/lab-error.ts";
import type { TensorError } from "#numerics/errors/errors.ts";
import type { OutputComparison } from "#numerics/errors/output-errors.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import type { Score } from "#statistics/statistics.ts";
import type { Backend } from "./backends.ts";
import type { Calibration, Corrections, Precision, Recipe } from "./recipe.ts";

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
  /** Arithmetic of the kernel: on codes, or in floating point on rounded values. */
  arithmetic: "integer" | "float32" | "float16";
  /** Bits that one weight takes in the file; null for a layer without constant weights. */
  storageBits: 4 | 8 | 16 | 32 | null;
  /**
   * The runtime has no kernel of the recipe's width or granularity: wider codes or floats carry exactly the
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
  /** Mean squared change of the layer's output on the calibration pictures, FP32 inputs: rounding to nearest, and learned. */
  outputMseNearest: number;
  outputMseLearned: number;
  /** Weights whose code differs from that of rounding to nearest. */
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

export interface Report {
  version: 1;
  recipe: Recipe;
  environment: Environment;
  fp32: VariantResult;
  quantized: VariantResult;
  /**
   * Pictures on which both variants predict the same class; total 0 where the model is no classifier. One for which a
   * variant predicts nothing, since its scores are not numbers, is in the total only.
   */
  agreement: Score;
  /** One per output of the model. */
  outputs: OutputComparison[];
  layers: LayerResult[];
  floatNodes: FloatNode[];
  corrections: CorrectionEffects;
  notices: Notice[];
  diagnosis: Finding[];
}

/** A change to a recipe that may remove the cause of a symptom. */
export interface RecipeEdit {
  weights?: Partial<WeightSpec>;
  calibration?: Partial<Pick<Calibration, "count" | "method">>;
  /** Options of the calibration to be left out. */
  drop?: ("classes" | "distort" | "ranges")[];
  corrections?: Corrections;
  /** Precision of some layers, by name. */
  keep?: { precision: Exclude<Precision, "int">; layers: string[] };
}

/** The first thing to do about a finding. */
export type FindingAction =
  | { kind: "edit"; label: string; edit: RecipeEdit }
  | { kind: "show"; label: string; place: "compare" | "layers" | "images" | "preprocessing" }
  | { kind: "sweep"; label: string };

/** Numbers of this run behind a finding; the first column heads its row. */
export interface FindingTable {
  caption: string;
  columns: string[];
  rows: (string | number)[][];
}

/** What one check says of one run, from that run's own numbers. */
export interface Finding {
  /** Of the symptom; see `SYMPTOMS` in diagnosis/diagnose.ts. */
  id: string;
  /** `no-evidence`: this run cannot tell, and `evidence` says why. */
  state: "found" | "clear" | "no-evidence";
  /** Of what was found: whether the run measurably suffers, or only may. Null unless found. */
  grade: "likely" | "possible" | null;
  symptom: string;
  /** Sentences with numbers of this run. */
  evidence: string[];
  table: FindingTable | null;
  /** Null unless found. */
  cause: string | null;
  action: FindingAction | null;
}
