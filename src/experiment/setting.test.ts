import { expect, it } from "vitest";
import type { Recipe, Setting } from "./recipe.ts";
import { defaultRecipe } from "./recipe-default.ts";
import { settingBeside, settingOf, withSetting } from "./setting.ts";

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
const setting: Setting = {
  ...settingOf(recipe),
  calibration: { ...recipe.calibration, count: 7, classes: [1], ranges: { x: { min: 0, max: 1 } } },
  layers: { conv: { precision: "fp32" } },
};
const otherModel: Recipe = { ...recipe, model: { kind: "bundled", id: "other" } };
const otherData: Recipe = { ...recipe, data: { kind: "bundled", id: "other" } };

it("is all of a recipe but what it is measured on", () => {
  expect(withSetting(recipe, settingOf(recipe))).toEqual(recipe);
  expect(Object.keys(settingOf(recipe)).sort()).toEqual(
    Object.keys(recipe)
      .filter((key) => !["version", "model", "data", "preprocess", "evaluation"].includes(key))
      .sort(),
  );
});

it("stays as it is beside the same model and images", () => {
  expect(settingBeside(setting, recipe, { ...recipe, mode: "dynamic" })).toEqual(setting);
});

it("names no layer and no tensor of another model", () => {
  const { layers, calibration } = settingBeside(setting, recipe, otherModel);
  expect(layers).toEqual({});
  expect(calibration).toEqual({ ...recipe.calibration, count: 7, classes: [1] });
});

it("draws from other images as the recipe does", () => {
  const { layers, calibration } = settingBeside(setting, recipe, otherData);
  expect(layers).toEqual(setting.layers);
  expect(calibration).toEqual({ ...recipe.calibration, ranges: { x: { min: 0, max: 1 } } });
});
