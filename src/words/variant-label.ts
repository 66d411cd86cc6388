import type { Recipe } from "#experiment/recipe.ts";

type Described = Pick<Recipe, "mode" | "weights" | "activations">;

/** Width of the activations as they are computed with: fixed by the mode unless it is static. */
const activationBits = ({ mode, activations }: Described): number =>
  mode === "static" ? activations.bits : mode === "dynamic" ? 8 : 32;

/** What the quantized variant is called: INT8, or bits of weights and activations such as W4A8; A32 is floating point. */
export function variantLabel(recipe: Described): string {
  const [weights, activations] = [recipe.weights.bits, activationBits(recipe)];
  return weights === 8 && activations === 8 ? "INT8" : `W${weights}A${activations}`;
}

/** The same with the mode: "W4A8 static". */
export const variantTitle = (recipe: Described): string => `${variantLabel(recipe)} ${recipe.mode}`;

/** In a sentence: the mode is said where it is not the usual one. */
export const variantWords = (recipe: Described): string =>
  recipe.mode === "static" ? variantLabel(recipe) : variantTitle(recipe);
