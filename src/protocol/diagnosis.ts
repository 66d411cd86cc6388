import type { DiagnosisFacts } from "#diagnosis/facts.ts";
import type { Recipe } from "#experiment/recipe.ts";

/**
 * Collects what only the worker can find out about the last run of a recipe; builds and calibrates it first if
 * another was run since.
 */
export interface DiagnosisCheck {
  in: { recipe: Recipe };
  out: DiagnosisFacts;
  /** Images done and in all. */
  progress: { done: number; total: number };
}
