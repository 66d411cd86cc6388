import type { Budget } from "#experiment/outcomes/budget.ts";
import type { Precision } from "#experiment/precisions.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Latency } from "#experiment/result.ts";
import type { Bits, Granularity } from "#numerics/grid.ts";
import type { Score } from "#statistics/statistics.ts";

export type { Budget };

/** One recipe that was built, evaluated on all evaluation images and timed. */
export interface MeasuredRecipe {
  /** In a few words, for example `INT8 per channel, 3 layers in FP32`. */
  label: string;
  /** Every layer alike. */
  uniform: boolean;
  recipe: Recipe;
  /** Total 0 where the model is no classifier or no image has a label; see `lossPoints` for what stands in for it. */
  top1: Score;
  agreement: Score;
  /** Discordant pairs against FP32. */
  lost: number;
  gained: number;
  outputSqnrDb: number;
  sizeBytes: number;
  /** Null until timed: at least every point of the front is. */
  latencyMs: Latency | null;
  /** Among all points known when this was told, none is more accurate and as small, or smaller and as accurate. */
  onFront: boolean;
}

/** One way to store a layer, and in how many layers a search looked at it. */
export interface TriedLevel {
  precision: Precision;
  /** Null where the layer is not in integers. */
  weights: { bits: Bits; granularity: Granularity["kind"] } | null;
  /** Layers that can be stored so. */
  layers: number;
  /** Those of them whose noise in the output was measured; in the others it saves next to no byte. */
  measured: number;
}

export interface AutopilotResult {
  budget: Budget;
  fp32: { top1: Score; sizeBytes: number; latencyMs: Latency | null };
  /** Alone in one layer, all others in FP32. */
  tried: TriedLevel[];
  /** Layers without weights, as products of two activations: mixtures keep them in FP32. */
  weightless: number;
  /** In the order of size. */
  points: MeasuredRecipe[];
  /** Index of the point that meets the budget best; null where none does. */
  chosen: number | null;
  /** Index of the best point among those where every layer is alike; null where none meets the budget. */
  bestUniform: number | null;
  /** Index of the point that comes nearest to the budget; that of `chosen` where it is met. */
  nearest: number;
  pictures: number;
  elapsedMs: number;
}

export interface AutopilotProgress {
  phase: "uniform" | "sensitivity" | "search" | "corrections" | "latency";
  done: number;
  total: number;
  remainingMs: number | null;
  /** Measured or timed since the last report; those of earlier searches under the same conditions come first. */
  points: MeasuredRecipe[];
}
