import { canonicalJson, isSame } from "#experiment/canonical-json.ts";
import { CORRECTIONS, type Corrections } from "#experiment/corrections.ts";
import { layerPrecision, layerWeightSpec } from "#experiment/layer-spec.ts";
import { precisionEntry } from "#experiment/precisions.ts";
import type { Calibration, LayerOverride, Recipe } from "#experiment/recipe.ts";
import { calibrationMethod } from "#numerics/calibration/methods/registry.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { integerName } from "#words/recipe-words.ts";

/** How one layer is stored: in floating point, or by a specification of its own. */
export type LayerLevel = "fp32" | "fp16" | WeightSpec;

/** What a search chooses for all layers together. */
export interface Common {
  method: Calibration["method"];
  percentile?: number;
  corrections: Corrections;
}

/**
 * A person's recipe with every layer stored as given. Model, data, preprocessing, mode and counts stay.
 * Activations get 8 bits, which costs no byte of the file; ranges set by hand and the layers' own options are
 * dropped. The commonest specification is stated once, because the file holds its recipe and overrides take room.
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

/** The fields in which a specification differs from the recipe's. */
function difference({ bits, scheme, granularity, range }: WeightSpec, from: WeightSpec): Partial<WeightSpec> {
  return {
    ...(bits === from.bits ? {} : { bits }),
    ...(scheme === from.scheme ? {} : { scheme }),
    ...(isSame(granularity, from.granularity) ? {} : { granularity }),
    ...(range === from.range ? {} : { range: range ?? "minmax" }),
  };
}

/** Whether a recipe treats every layer alike. */
export function isUniform(recipe: Recipe, layers: readonly string[]): boolean {
  const treated = layers.map((layer) => {
    const precision = layerPrecision(recipe, layer);
    const activations: LayerOverride["activations"] = recipe.layers[layer]?.activations ?? {};
    return canonicalJson(
      precision === "int"
        ? [layerWeightSpec(recipe, layer), { ...recipe.activations, ...activations }]
        : precision,
    );
  });
  return new Set(treated).size <= 1;
}

/**
 * A recipe in a few words: how its layers are stored, the commonest precision first, then how its ranges are found
 * and its corrections. `INT8 per channel, 3 layers in FP32 · percentile activations`
 */
export function recipeLabel(recipe: Recipe, layers: readonly string[]): string {
  const byPrecision = new Map<string, string[]>();
  for (const layer of layers) {
    const precision = layerPrecision(recipe, layer);
    const { bits, granularity } = layerWeightSpec(recipe, layer);
    const words = precision === "int" ? integerName(bits) : precisionEntry(precision).name;
    const scales = granularity.kind === "group" ? `group of ${granularity.size}` : granularity.kind;
    const own = byPrecision.get(words) ?? [];
    own.push(precision === "int" ? ` per ${scales}` : "");
    byPrecision.set(words, own);
  }
  const [commonest, ...others] = [...byPrecision].sort(([, a], [, b]) => b.length - a.length);
  if (!commonest) return "No layers";
  const [precision, own] = commonest;
  const scales = new Set(own);
  const rest = others.map(([words, { length }], i) => {
    const noun = i > 0 ? "" : length === 1 ? " layer" : " layers";
    return `${length}${noun} in ${words}`;
  });
  return [
    [scales.size === 1 ? precision + own[0] : precision, ...rest].join(", "),
    ...details(recipe, layers),
  ].join(" · ");
}

function details(recipe: Recipe, layers: readonly string[]): string[] {
  const { calibration, activations, corrections, mode } = recipe;
  const { method, percentile, ranges = {} } = calibration;
  const integer = layers.filter((layer) => layerPrecision(recipe, layer) === "int");
  if (integer.length === 0) return [];
  const isMse = isUniform(recipe, layers) && layerWeightSpec(recipe, layers[0]).range === "mse";
  const isStatic = mode === "static";
  const calibrator = `${calibrationMethod(method).phrase} activations${percentile === undefined ? "" : ` (${percentile} %)`}`;
  const said: [string, boolean | undefined][] = [
    ["MSE weights", isMse],
    [calibrator, isStatic && method !== "minmax"],
    ["ranges by hand", isStatic && Object.keys(ranges).length > 0],
    [`${activations.bits}-bit activations`, isStatic && activations.bits < 8],
    ...CORRECTIONS.map(({ id, phrase }): [string, boolean | undefined] => [phrase, corrections[id]]),
  ];
  return said.flatMap(([words, isSo]) => (isSo ? [words] : []));
}
