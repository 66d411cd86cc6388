import type { Recipe, Source } from "#core/recipe.ts";
import type { ModelSummary } from "#protocol/messages.ts";

interface Adopted {
  recipe: Recipe;
  defaults: Recipe;
}

/** Other images under the settings now chosen; calibration classes are indices into the old ones, so all are taken. */
export function withData(recipe: Recipe, data: Source): Recipe {
  if (JSON.stringify(recipe.data) === JSON.stringify(data)) return recipe;
  const { classes: _, ...calibration } = recipe.calibration;
  return { ...recipe, data, calibration };
}

/** Another bundled model under the settings now chosen; exceptions name nodes, so they cannot carry over. */
export const recipeForModel = (current: Recipe, defaults: Recipe): Recipe => ({
  ...withData(current, defaults.data),
  model: defaults.model,
  preprocess: defaults.preprocess,
  layers: {},
});

/**
 * A person's file under the settings now chosen. Of the preprocessing the file states at most the size of its
 * input; the rest stays as it was.
 */
export function recipesForFile(current: Recipe, name: string, { sha256, inputs }: ModelSummary): Adopted {
  const side = inputs[0]?.shape.at(current.preprocess.layout === "nchw" ? -1 : -2);
  const preprocess =
    typeof side === "number" && side > 0 ? { ...current.preprocess, size: side } : current.preprocess;
  const recipe: Recipe = { ...current, preprocess, model: { kind: "file", name, sha256 }, layers: {} };
  return { recipe, defaults: recipe };
}
