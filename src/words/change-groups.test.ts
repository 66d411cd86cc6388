import { expect, it } from "vitest";
import type { LayerOverride, Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import { changeGroups } from "./change-groups.ts";

const recipe: Recipe = defaultRecipe(
  {
    id: "net",
    preprocess: {
      ...{ size: 8, resize: "stretch", layout: "nchw", channels: "rgb" },
      ...{ scale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
    },
  },
  "set",
);
const fp32: LayerOverride = { precision: "fp32" };

it("says once what is alike in several layers", () => {
  const after: Recipe = {
    ...recipe,
    weights: { ...recipe.weights, bits: 4 },
    layers: { "a.b": fp32, c: { precision: "fp16" }, "d/e.f": fp32, g: { weights: { bits: 6 } } },
  };
  expect(changeGroups(recipeDiff(recipe, after))).toEqual([
    { label: "Weight bits", before: "8", after: "4", layers: [] },
    { label: "Precision of 2 layers", before: "default", after: "FP32", layers: ["a.b", "d/e.f"] },
    { label: "Precision of c", before: "default", after: "FP16", layers: ["c"] },
    { label: "Weight bits of g", before: "default", after: "6", layers: ["g"] },
  ]);
});
