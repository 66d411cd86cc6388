import type { Precision, Recipe } from "./recipe.ts";

/** A count out of a total; the proportion is `correct / total`. */
export interface Score {
  correct: number;
  total: number;
}

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
  top1: Score;
  /** One score per class index. */
  perClass: Score[];
  /** Size of the serialized `.onnx`, in bytes. */
  sizeBytes: number;
  /** Bytes of weights (initialisers), without the graph. */
  weightBytes: number;
  latencyMs: Latency | null;
}

/** Error of a quantized tensor against its FP32 original. */
export interface TensorError {
  mse: number;
  /** `10·log10(Σx² / Σ(x−x̂)²)`; +Infinity (null in JSON) where the error is zero. */
  sqnrDb: number;
  maxAbsError: number;
}

export interface LayerResult {
  name: string;
  op: string;
  precision: Precision;
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

export type Backend = "wasm" | "webgpu";

export interface Report {
  version: 1;
  recipe: Recipe;
  environment: Environment;
  fp32: VariantResult;
  quantized: VariantResult;
  /** Pictures on which both variants predict the same class. */
  agreement: Score;
  layers: LayerResult[];
  floatNodes: FloatNode[];
  diagnosis: Finding[];
}

/** A symptom seen in this run with its evidence, likely cause and first action. */
export interface Finding {
  id: string;
  symptom: string;
  evidence: string;
  cause: string;
  action: string;
}
