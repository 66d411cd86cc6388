import type { Recipe } from "#experiment/recipe.ts";
import type { NetworkErrors } from "#protocol/network-errors.ts";
import { sameMaterial, sameRecipe } from "../recipe/same-experiment.ts";

/** What is known of the error through the network of one recipe. */
export interface NetworkErrorsRecord {
  recipe: Recipe;
  /** Null until there is something; with gaps where the measurement was cut short. */
  errors: NetworkErrors | null;
  /** Null until all is measured. */
  elapsedMs: number | null;
}

/** Those of the recipe, else the newest of the same model and images; null where there are none. */
export function shownNetworkErrors(
  records: readonly NetworkErrorsRecord[],
  recipe: Recipe | null,
): NetworkErrorsRecord | null {
  if (!recipe) return null;
  return (
    records.findLast((record) => sameRecipe(record.recipe, recipe)) ??
    records.findLast((record) => record.errors !== null && sameMaterial(record.recipe, recipe)) ??
    null
  );
}
