import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run/run-slice.ts";

/** The last run if it was of the model that is open now. */
export function useRunOfModel(): RunRecord | null {
  return useLab(({ latest, recipe }) =>
    latest && JSON.stringify(latest.result.recipe.model) === JSON.stringify(recipe?.model) ? latest : null,
  );
}
