import type { Precision, Recipe } from "#experiment/recipe.ts";

/** The recipe with these layers kept in a precision; `int` gives them back to the recipe, without exceptions. */
export function withPrecision(recipe: Recipe, names: readonly string[], precision: Precision): Recipe {
  const layers = { ...recipe.layers };
  for (const name of names) {
    if (precision === "int") delete layers[name];
    else layers[name] = { precision };
  }
  return { ...recipe, layers };
}

/** How a recipe keeps one layer. */
export const layerPrecision = (recipe: Recipe, name: string): Precision =>
  recipe.layers[name]?.precision ?? "int";
