import type { LabelledFlip } from "../paired-outcomes.ts";
import type { Recipe } from "../recipe.ts";
import type {
  Environment,
  FloatNode,
  LayerResult,
  Notice,
  OutputComparison,
  Score,
  VariantResult,
} from "../report.ts";
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

/** Everything that a check may look at. */
export interface Case {
  run: DiagnosedRun;
  /** Null where the worker could not collect them. */
  facts: DiagnosisFacts | null;
  /** Names by class index; empty where they have none. */
  classNames: readonly string[];
  /** Other finished runs that are remembered. */
  others: readonly DiagnosedRun[];
  /** A sweep of this very recipe with one layer quantized at a time; null where none was made. */
  sweep: { pictures: number; rows: readonly SweptLayer[] } | null;
}
