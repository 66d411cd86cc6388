import type { ActivationSpec, WeightSpec } from "#numerics/grid.ts";
import type { Precision } from "./precisions.ts";
import type { Recipe } from "./recipe.ts";

/** Precision that a recipe asks for in one layer. */
export function layerPrecision(recipe: Recipe, layer: string): Precision {
  return recipe.layers[layer]?.precision ?? "int";
}

/** How a recipe quantizes the weights of a layer that is computed in integers. */
export function layerWeightSpec(recipe: Recipe, layer: string): WeightSpec {
  return { ...recipe.weights, ...recipe.layers[layer]?.weights };
}

/** How a recipe quantizes an activation: `layer` is the one whose output it is, null for any other tensor. */
export function activationSpec(recipe: Recipe, layer: string | null): ActivationSpec {
  return { ...recipe.activations, ...(layer === null ? undefined : recipe.layers[layer]?.activations) };
}

/** The recipe with these layers kept in a precision; `int` gives them back to the recipe, without exceptions. */
export function withPrecision(recipe: Recipe, names: readonly string[], precision: Precision): Recipe {
  const layers = { ...recipe.layers };
  for (const name of names) {
    if (precision === "int") delete layers[name];
    else layers[name] = { precision };
  }
  return { ...recipe, layers };
}
