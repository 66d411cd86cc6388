import type { Recipe } from "#core/recipe.ts";

interface Adopted {
  recipe: Recipe;
  defaults: Recipe;
}

/** Another bundled model under the settings now chosen; exceptions name nodes, so they cannot carry over. */
export const recipeForModel = (current: Recipe, defaults: Recipe): Recipe => ({
  ...current,
  model: defaults.model,
  data: defaults.data,
  preprocess: defaults.preprocess,
  layers: {},
});

/** A person's file under the settings now chosen, preprocessing included: the file says nothing of it. */
export function recipesForFile(current: Recipe, name: string, sha256: string): Adopted {
  const recipe: Recipe = { ...current, model: { kind: "file", name, sha256 }, layers: {} };
  return { recipe, defaults: recipe };
}
