import type { Budget } from "#core/budget.ts";
import type { Recipe } from "#core/recipe.ts";
import type { Latency, Score } from "#core/report.ts";

export type { Budget };

/** One recipe that was built, evaluated on all evaluation pictures and timed. */
export interface MeasuredRecipe {
  /** In a few words, for example `INT8 per channel, 3 layers in FP32`. */
  label: string;
  /** Every layer alike. */
  uniform: boolean;
  recipe: Recipe;
  /** Total 0 where the model is no classifier or no picture has a label; see `lossPoints` for what stands in for it. */
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

export interface AutopilotResult {
  budget: Budget;
  fp32: { top1: Score; sizeBytes: number; latencyMs: Latency | null };
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
