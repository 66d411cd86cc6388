import type { Recipe } from "#experiment/recipe.ts";
import type { LayerResult } from "#experiment/result.ts";
import type { Bits } from "#numerics/grid.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import { weightBits } from "#store/recipe/weight-bits.ts";

export interface LayerRow extends LayerResult {
  /** In the order of the graph, from 1. */
  place: number;
  kind: LayerInfo["kind"] | "";
  /** Width that the recipe gives the layer's weights. */
  bits: Bits;
}

export const layerRows = (
  recipe: Recipe,
  layers: LayerResult[],
  kinds: Record<string, LayerInfo["kind"]>,
): LayerRow[] =>
  layers.map((layer, i) => ({
    ...layer,
    place: i + 1,
    kind: kinds[layer.name] ?? "",
    bits: weightBits(recipe, layer.name),
  }));
