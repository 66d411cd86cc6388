import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import type { TriedLevel } from "#protocol/autopilot.ts";
import { layerLevels } from "./layer-levels.ts";
import type { LayerChoices } from "./layer-trials.ts";
import type { LayerLevel } from "./mixed-recipe.ts";

/** In how many layers each way to store one could be had, and in how many it was worth measuring; groups of all sizes are one. */
export function triedLevels(
  layers: readonly QuantizableLayer[],
  choices: readonly LayerChoices[],
  recipe: Recipe,
): TriedLevel[] {
  const tried = new Map<string, TriedLevel>();
  for (const [i, layer] of layers.entries()) {
    if (!layer.weight) continue;
    const measured = new Set(choices[i].levels.map(keyOf));
    for (const [key, level] of new Map(layerLevels(layer, recipe).map((each) => [keyOf(each), each]))) {
      const known = tried.get(key) ?? { ...wordsOf(level), layers: 0, measured: 0 };
      known.layers++;
      if (measured.has(key)) known.measured++;
      tried.set(key, known);
    }
  }
  return [...tried.values()];
}

const wordsOf = (level: LayerLevel): Pick<TriedLevel, "precision" | "weights"> =>
  typeof level === "string"
    ? { precision: level, weights: null }
    : { precision: "int", weights: { bits: level.bits, granularity: level.granularity.kind } };

const keyOf = (level: LayerLevel): string => canonicalJson(wordsOf(level));
