import { describe, expect, test } from "vitest";
import { layerPrecision, layerWeightSpec } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { parseRecipe } from "#experiment/recipe.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { residualRecipe } from "../fixtures/lab.ts";
import { isUniform, type LayerLevel, mixedRecipe, recipeLabel } from "./mixed-recipe.ts";

const channel8: WeightSpec = { bits: 8, scheme: "symmetric", granularity: { kind: "channel" }, range: "mse" };
const tensor8: WeightSpec = { ...channel8, granularity: { kind: "tensor" } };
const group4: WeightSpec = { ...channel8, bits: 4, granularity: { kind: "group", size: 32 } };
const extremes8: WeightSpec = { bits: 8, scheme: "symmetric", granularity: { kind: "channel" } };

const levels = new Map<string, LayerLevel>([
  ["a", group4],
  ["b", channel8],
  ["c", "fp32"],
  ["d", channel8],
  ["e", extremes8],
  ["f", "fp16"],
]);
const names = [...levels.keys()];
const common = { method: "minmax" as const, corrections: {} };
const uniform = (level: LayerLevel, change: Partial<Recipe> = {}) => ({
  ...mixedRecipe(residualRecipe, new Map(names.map((name) => [name, level])), common),
  ...change,
});

test("each layer has its own specification, and the commonest is stated once", () => {
  const recipe = mixedRecipe(residualRecipe, levels, common);
  expect(parseRecipe(recipe)).toEqual(recipe);
  expect(recipe.weights).toEqual(channel8);
  expect(Object.keys(recipe.layers).toSorted()).toEqual(["a", "c", "e", "f"]);
  for (const [name, level] of levels) {
    if (typeof level === "string") expect(layerPrecision(recipe, name)).toBe(level);
    else expect(layerWeightSpec(recipe, name)).toEqual({ range: "minmax", ...level });
  }
});

test("ranges set by hand and percentiles of another calibrator are dropped", () => {
  const calibration = { ...residualRecipe.calibration, percentile: 99, ranges: { c1: { min: 0, max: 1 } } };
  const base: Recipe = { ...residualRecipe, calibration };
  expect(mixedRecipe(base, levels, { ...common, method: "mse" }).calibration).toEqual({
    ...residualRecipe.calibration,
    method: "mse",
  });
  expect(mixedRecipe(base, levels, { ...common, percentile: 99.9 }).calibration.percentile).toBe(99.9);
});

describe("a label", () => {
  test.each<[string, Recipe]>([
    ["INT8 per channel · MSE weights", uniform(channel8)],
    [
      "INT4 per group of 32 · MSE weights · learned rounding",
      uniform(group4, { corrections: { learnedRounding: true } }),
    ],
    ["FP16", uniform("fp16")],
    ["INT8 per channel, 1 layer in INT4, 1 in FP32, 1 in FP16", mixedRecipe(residualRecipe, levels, common)],
    [
      "INT8, 2 layers in FP32 · percentile activations (99.9 %)",
      mixedRecipe(
        residualRecipe,
        new Map<string, LayerLevel>([
          ...["a", "b"].map((name) => [name, channel8] as const),
          ["c", tensor8],
          ["d", "fp32"],
          ["e", "fp32"],
        ]),
        { method: "percentile", percentile: 99.9, corrections: {} },
      ),
    ],
  ])("%s", (label, recipe) => {
    const layers = names.filter((name) => recipe.layers[name] || name !== "f");
    expect(recipeLabel(recipe, layers)).toBe(label);
  });

  test("a recipe is uniform where all its layers are stored alike", () => {
    expect(isUniform(uniform(channel8), names)).toBe(true);
    expect(isUniform(uniform("fp16"), names)).toBe(true);
    expect(isUniform(mixedRecipe(residualRecipe, levels, common), names)).toBe(false);
    const layers = { a: { activations: { bits: 4 as const } } };
    expect(isUniform(uniform(channel8, { layers }), names)).toBe(false);
    expect(isUniform(uniform(channel8, { layers: { a: { weights: { bits: 8 } } } }), names)).toBe(true);
  });
});
