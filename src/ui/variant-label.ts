import type { Recipe } from "#core/recipe.ts";

/** What the quantized variant is called: INT8, or bits of weights and activations such as W4A8. */
export function variantLabel({ weights, activations }: Pick<Recipe, "weights" | "activations">): string {
  return weights.bits === 8 && activations.bits === 8 ? "INT8" : `W${weights.bits}A${activations.bits}`;
}
