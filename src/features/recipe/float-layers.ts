import type { LayerOverride } from "#core/recipe.ts";

type Overrides = Record<string, LayerOverride>;

export const floatLayers = (overrides: Overrides): string[] =>
  Object.keys(overrides).filter((name) => overrides[name].precision === "fp32");

/** The overrides with exactly these layers in FP32; whatever else they say stays. */
export function withFloatLayers(overrides: Overrides, names: string[]): Overrides {
  const others = Object.entries(overrides)
    .map(([name, { precision, ...rest }]): [string, LayerOverride] => [
      name,
      precision === undefined || precision === "fp32" ? rest : { precision, ...rest },
    ])
    .filter(([, override]) => Object.keys(override).length > 0);
  const result: Overrides = Object.fromEntries(others);
  for (const name of names) result[name] = { ...result[name], precision: "fp32" };
  return result;
}
