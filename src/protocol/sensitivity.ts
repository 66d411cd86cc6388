import type { Score } from "#statistics/statistics.ts";

/**
 * `only`: this layer quantized, all others in FP32. `all-but`: this layer in FP32, all others as the recipe has them.
 */
export type SweepDirection = "only" | "all-but";

/** The evaluation of a recipe in which one layer is treated differently. */
export interface SweepRow {
  layer: string;
  /** Total 0 where the model is no classifier or no image has a label. */
  top1: Score;
  /**
   * Images that are right in FP32 and wrong here, and the other way round: the discordant pairs of McNemar's test.
   */
  lost: number;
  gained: number;
  /** The same against the whole recipe in place of FP32. */
  againstWhole: { lost: number; gained: number };
  /** Predictions equal to FP32's; total 0 where the model is no classifier. */
  agreement: Score;
  /** SQNR of the model's first output against FP32's, over all evaluation images, in dB; Infinity where equal. */
  outputSqnrDb: number;
}

/** The whole recipe, applied to every layer. */
export type SweepWhole = Omit<SweepRow, "layer" | "againstWhole">;

export interface SweepResult {
  direction: SweepDirection;
  /** FP32 and the whole recipe: the rows are compared with them. */
  fp32: { top1: Score };
  whole: SweepWhole;
  /** One per layer that the recipe quantizes, in the order of the graph. */
  rows: SweepRow[];
  pictures: number;
  /**
   * Wall-clock time of this call, and of one plain evaluation of the quantized model in it; null where all came from
   * an earlier call.
   */
  elapsedMs: number;
  evaluationMs: number | null;
}

export interface SweepProgress {
  /** Layers done and in all. */
  done: number;
  total: number;
  /** Null until there is something to base it on. */
  remainingMs: number | null;
  /** Those found since the last report; the whole's before any. */
  rows: SweepRow[];
  whole: SweepWhole | null;
  fp32: { top1: Score } | null;
}
