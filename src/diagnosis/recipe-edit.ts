import type { LayerOverride, Recipe } from "#experiment/recipe.ts";
import type { RecipeEdit } from "#experiment/report.ts";

/** The recipe with an edit in it; equal to `recipe` where it holds that already. */
export function withEdit(
  recipe: Recipe,
  { weights, calibration, drop = [], corrections, keep }: RecipeEdit,
): Recipe {
  const calibrated = { ...recipe.calibration, ...calibration };
  for (const option of drop) delete calibrated[option];
  const layers: Record<string, LayerOverride> = { ...recipe.layers };
  for (const layer of keep?.layers ?? []) layers[layer] = { ...layers[layer], precision: keep?.precision };
  return {
    ...recipe,
    calibration: calibrated,
    weights: { ...recipe.weights, ...weights },
    corrections: { ...recipe.corrections, ...corrections },
    layers,
  };
}
