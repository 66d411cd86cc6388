import { expect, it } from "vitest";
import type { Recipe } from "#core/recipe.ts";
import { withData } from "./recipe-for-model.ts";

const recipe = {
  data: { kind: "bundled", id: "a" },
  calibration: { count: 8, seed: 1, method: "minmax", classes: [3] },
} as Recipe;

it("draws from all classes of other images, and leaves the choice where they are the same", () => {
  expect(withData(recipe, { kind: "bundled", id: "a" })).toBe(recipe);
  const other = withData(recipe, { kind: "bundled", id: "b" });
  expect(other.data).toEqual({ kind: "bundled", id: "b" });
  expect(other.calibration).toEqual({ count: 8, seed: 1, method: "minmax" });
});
