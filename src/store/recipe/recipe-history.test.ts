import { describe, expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { edited, emptyHistory, redone, undone } from "./recipe-history.ts";

const recipe = (count: number) => ({ calibration: { count } }) as Recipe;
const start = { ...emptyHistory, recipe: recipe(1) };

describe("recipe history", () => {
  it("undoes and redoes an edit", () => {
    const after = edited(start, recipe(2), "count", 0);
    expect(undone(after).recipe).toEqual(recipe(1));
    expect(redone(undone(after)).recipe).toEqual(recipe(2));
  });

  it("takes quick edits of one control as one step, slow ones or another control's as two", () => {
    const dragged = edited(edited(start, recipe(2), "count", 0), recipe(3), "count", 100);
    expect(undone(dragged).recipe).toEqual(recipe(1));
    expect(undone(edited(dragged, recipe(4), "count", 5000)).recipe).toEqual(recipe(3));
    expect(undone(edited(dragged, recipe(4), "seed", 150)).recipe).toEqual(recipe(3));
  });

  it("forgets what was undone once something else is edited", () => {
    const branched = edited(undone(edited(start, recipe(2), "count", 0)), recipe(5), "count", 9000);
    expect(redone(branched)).toBe(branched);
  });

  it("takes no step for an edit that changes nothing", () => {
    expect(edited(start, recipe(1), "count", 0)).toBe(start);
  });
});
