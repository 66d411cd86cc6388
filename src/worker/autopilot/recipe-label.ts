import { canonicalJson } from "#experiment/canonical-json.ts";
import { CORRECTIONS } from "#experiment/corrections.ts";
import { layerPrecision, layerWeightSpec } from "#experiment/layer-spec.ts";
import { precisionEntry } from "#experiment/precisions.ts";
import type { LayerOverride, Recipe } from "#experiment/recipe.ts";
import { calibrationMethod } from "#numerics/calibration/methods/registry.ts";
import { integerName } from "#words/recipe-words.ts";

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
