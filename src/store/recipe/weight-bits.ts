import type { Recipe } from "#experiment/recipe.ts";
import type { Bits } from "#numerics/grid.ts";

/** Width of the grid that a recipe gives the weights of one layer, where it is quantized. */
export const weightBits = (recipe: Recipe, layer: string): Bits =>
  recipe.layers[layer]?.weights?.bits ?? recipe.weights.bits;
