import type { Precision, Recipe } from "#experiment/recipe.ts";
import type { ActivationSpec, WeightSpec } from "#numerics/grid.ts";

/** Precision that a recipe asks for in one layer. */
export function layerPrecision(recipe: Recipe, layer: string): Precision {
  return recipe.layers[layer]?.precision ?? "int";
}

/** How a recipe quantizes the weights of one layer, where it is to be in integers. */
export function layerWeightSpec(recipe: Recipe, layer: string): WeightSpec {
  return { ...recipe.weights, ...recipe.layers[layer]?.weights };
}

/** How a recipe quantizes an activation: `layer` is the one whose output it is, null for any other tensor. */
export function activationSpec(recipe: Recipe, layer: string | null): ActivationSpec {
  return { ...recipe.activations, ...(layer === null ? undefined : recipe.layers[layer]?.activations) };
}
