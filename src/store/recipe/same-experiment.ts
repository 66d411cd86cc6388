import { isSame } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";

export const sameRecipe = (a: Recipe, b: Recipe): boolean => isSame(a, b);

/** Both are about the same model and the same images, so that results of one can be shown beside the other. */
export const sameMaterial = (a: Recipe, b: Recipe): boolean => isSame([a.model, a.data], [b.model, b.data]);
