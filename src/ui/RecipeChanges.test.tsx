import { expect, test } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { draw } from "./fixtures/draw.tsx";
import { RecipeChanges } from "./RecipeChanges.tsx";

const changes = (change: Partial<Recipe>) => {
  const diff = recipeDiff(BASE_RECIPE, { ...BASE_RECIPE, ...change });
  const { page } = draw(<RecipeChanges changes={diff} none="Nothing differs." />);
  return page.getAllByRole("listitem").map((item) => item.textContent);
};

test("each option says what it was and what it is", () => {
  const { bits } = BASE_RECIPE.weights;
  expect(changes({ weights: { ...BASE_RECIPE.weights, bits: 4 } })).toEqual([
    expect.stringMatching(new RegExp(`: ${bits}.* → 4`)),
  ]);
});

test("layers that differ alike are one line", () => {
  const spared = { precision: "fp32" } as const;
  const [line, ...others] = changes({ layers: { a: spared, b: spared, c: spared } });
  expect(others).toEqual([]);
  expect(line).toMatch(/3 layers/);
});

test("equal recipes say so", () => {
  expect(changes({})).toEqual(["Nothing differs."]);
});
