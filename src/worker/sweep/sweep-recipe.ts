import type { Recipe } from "#experiment/recipe.ts";
import type { SweepDirection } from "#protocol/sensitivity.ts";

interface Named {
  name: string;
}

/** The recipe whose run gives what the row of a layer says. */
export function sweepRecipe(
  recipe: Recipe,
  layers: readonly Named[],
  layer: string,
  direction: SweepDirection,
): Recipe {
  return withFloat(
    recipe,
    layers.filter(({ name }) => (name === layer) === (direction === "all-but")),
  );
}

/** The recipe with these layers in FP32. */
export function withFloat(recipe: Recipe, layers: readonly Named[]): Recipe {
  const float = layers.map(({ name }) => [name, { ...recipe.layers[name], precision: "fp32" }] as const);
  return { ...recipe, layers: { ...recipe.layers, ...Object.fromEntries(float) } };
}
