import type { Backend } from "#experiment/backends.ts";
import type { LabelledFlip } from "#experiment/outcomes/paired-outcomes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Environment, FloatNode, LayerResult, Notice, VariantResult } from "#experiment/report.ts";
import type { OutputComparison } from "#numerics/errors/output-errors.ts";
import type { Score } from "#statistics/statistics.ts";
import type { DiagnosisFacts } from "./facts.ts";

/** What a diagnosis reads of a run's result. */
export interface DiagnosedRun {
  recipe: Recipe;
  environment: Environment;
  fp32: VariantResult;
  quantized: VariantResult;
  agreement: Score;
  flips: LabelledFlip[];
  outputs: OutputComparison[];
  layers: LayerResult[];
  floatNodes: FloatNode[];
  notices: Notice[];
  nonFinite: Record<string, number>;
}

/** One layer treated otherwise than the rest, measured on the evaluation pictures. */
export interface SweptLayer {
  layer: string;
  lost: number;
  gained: number;
  outputSqnrDb: number;
}

/** What a log holds of a run. */
export interface LoggedRun {
  recipe: Recipe;
  fp32: Pick<VariantResult, "top1"> & { backend: Backend };
  quantized: Pick<VariantResult, "top1">;
  agreement: Score;
  /** Of the worst output, in dB; null where no output was compared, or an earlier version did not log it. */
  outputSqnrDb: number | null;
}

/** Everything that a check may look at. */
export interface Case {
  run: DiagnosedRun;
  /** Null where the worker could not collect them. */
  facts: DiagnosisFacts | null;
  /** Names by class index; empty where they have none. */
  classNames: readonly string[];
  /** Other finished runs that are remembered. */
  others: readonly DiagnosedRun[];
  /** Runs of this and earlier visits, the newest first, by their counts alone. */
  logged: readonly LoggedRun[];
  /** A sweep of this very recipe with one layer quantized at a time; null where none was made. */
  sweep: { pictures: number; rows: readonly SweptLayer[] } | null;
}
