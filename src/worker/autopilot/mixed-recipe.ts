import { canonicalJson, isSame } from "#experiment/canonical-json.ts";
import type { Corrections } from "#experiment/corrections.ts";
import type { Calibration, LayerOverride, Recipe } from "#experiment/recipe.ts";
import type { WeightSpec } from "#numerics/grid.ts";

/** How one layer is stored: in floating point, or by a specification of its own. */
export type LayerLevel = "fp32" | "fp16" | WeightSpec;

/** What a search chooses for all layers together. */
export interface Common {
  method: Calibration["method"];
  percentile?: number;
  corrections: Corrections;
}

/**
 * A person's recipe with every layer stored as told. Model, data, preprocessing, mode and counts stay; activations
 * are of 8 bits, which costs no byte of the file; ranges set by hand and the layers' own options give way. The
 * commonest specification is said once: the file holds its recipe, and overrides of every layer take room.
 */
export function mixedRecipe(base: Recipe, levels: ReadonlyMap<string, LayerLevel>, common: Common): Recipe {
  const { ranges: _, percentile: __, ...calibration } = base.calibration;
  const { method, percentile, corrections } = common;
  const weights = commonest([...levels.values()]) ?? base.weights;
  const layers: Record<string, LayerOverride> = {};
  for (const [layer, level] of levels) {
    if (typeof level === "string") layers[layer] = { precision: level };
    else if (!isSame(level, weights)) layers[layer] = { weights: difference(level, weights) };
  }
  return {
    ...base,
    calibration: { ...calibration, method, ...(percentile === undefined ? {} : { percentile }) },
    weights,
    activations: { ...base.activations, bits: 8 },
    corrections,
    layers,
  };
}

function commonest(levels: readonly LayerLevel[]): WeightSpec | null {
  const counts = new Map<string, { spec: WeightSpec; count: number }>();
  for (const level of levels) {
    if (typeof level === "string") continue;
    const key = canonicalJson(level);
    counts.set(key, { spec: level, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).at(0)?.spec ?? null;
}

/** The fields in which a specification is not the recipe's. */
function difference({ bits, scheme, granularity, range }: WeightSpec, from: WeightSpec): Partial<WeightSpec> {
  return {
    ...(bits === from.bits ? {} : { bits }),
    ...(scheme === from.scheme ? {} : { scheme }),
    ...(isSame(granularity, from.granularity) ? {} : { granularity }),
    ...(range === from.range ? {} : { range: range ?? "minmax" }),
  };
}
