import { modeEntry } from "#experiment/modes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Granularity } from "#numerics/grid.ts";

type Described = Pick<Recipe, "mode" | "weights" | "activations">;

/** Width of the activations as they are computed with: fixed by the mode unless it is static. */
const activationBits = ({ mode, activations }: Described): number =>
  ({ calibrated: activations.bits, dynamic: 8, float: 32 })[modeEntry(mode).activations];

/** What the quantized variant is called: INT8, or bits of weights and activations such as W4A8; A32 is floating point. */
export function variantLabel(recipe: Described): string {
  const [weights, activations] = [recipe.weights.bits, activationBits(recipe)];
  return weights === 8 && activations === 8 ? integerName(8) : `W${weights}A${activations}`;
}

/** The same with the mode: "W4A8 static". */
export const variantTitle = (recipe: Described): string => `${variantLabel(recipe)} ${recipe.mode}`;

/** In a sentence: the mode is said where it is not the usual one. */
export const variantWords = (recipe: Described): string =>
  recipe.mode === "static" ? variantLabel(recipe) : variantTitle(recipe);

/** An integer format by its width: "INT8". */
export const integerName = (bits: number): string => `INT${bits}`;

/** How weights share scales: "per channel", "groups of 32". */
export const granularityWords = (granularity: Granularity): string =>
  granularity.kind === "group" ? `groups of ${granularity.size}` : `per ${granularity.kind}`;
