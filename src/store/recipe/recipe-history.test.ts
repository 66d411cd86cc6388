import { describe, expect, it } from "vitest";
import type { Recipe, Setting } from "#experiment/recipe.ts";
import { edited, emptyHistory, redone, undone } from "./recipe-history.ts";

const recipe = (count: number) => ({ calibration: { count } }) as Recipe;
const start = { ...emptyHistory, recipe: recipe(1) };

const b = (count: number) => ({ calibration: { count } }) as Setting;

describe("recipe history", () => {
  it("takes back changes of B, of A, and of both at once", () => {
    const added = edited(start, { b: b(9) }, "copy", 0);
    const swapped = edited(added, { recipe: recipe(9), b: b(1) }, "swap", 5000);
    expect(undone(swapped)).toMatchObject({ recipe: recipe(1), b: b(9) });
    expect(undone(undone(swapped))).toMatchObject({ recipe: recipe(1), b: null });
    expect(redone(undone(swapped))).toMatchObject({ recipe: recipe(9), b: b(1) });
  });

  it("undoes and redoes an edit", () => {
    const after = edited(start, { recipe: recipe(2) }, "count", 0);
    expect(undone(after).recipe).toEqual(recipe(1));
    expect(redone(undone(after)).recipe).toEqual(recipe(2));
  });

  it("takes quick edits of one control as one step, slow ones or another control's as two", () => {
    const dragged = edited(
      edited(start, { recipe: recipe(2) }, "count", 0),
      { recipe: recipe(3) },
      "count",
      100,
    );
    expect(undone(dragged).recipe).toEqual(recipe(1));
    expect(undone(edited(dragged, { recipe: recipe(4) }, "count", 5000)).recipe).toEqual(recipe(3));
    expect(undone(edited(dragged, { recipe: recipe(4) }, "seed", 150)).recipe).toEqual(recipe(3));
  });

  it("forgets what was undone once something else is edited", () => {
    const branched = edited(
      undone(edited(start, { recipe: recipe(2) }, "count", 0)),
      { recipe: recipe(5) },
      "count",
      9000,
    );
    expect(redone(branched)).toBe(branched);
  });

  it("takes no step for an edit that changes nothing", () => {
    expect(edited(start, { recipe: recipe(1) }, "count", 0)).toBe(start);
  });
});
