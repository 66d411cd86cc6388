import type { Recipe } from "#core/recipe.ts";

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export const sameRecipe = (a: Recipe, b: Recipe): boolean => a === b || equal(a, b);

/** Both are about the same model and the same images, so that results of one can be shown beside the other. */
export const sameMaterial = (a: Recipe, b: Recipe): boolean => equal([a.model, a.data], [b.model, b.data]);
