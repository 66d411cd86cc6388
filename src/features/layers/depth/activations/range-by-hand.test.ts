import { describe, expect, it } from "vitest";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { rangeAxis, settable, withEnd, withRange } from "./range-by-hand.ts";

const seen = {
  ...{ min: 0, max: 6, scheme: "asymmetric" as const },
  thresholds: [{ method: "mse" as const, min: 0, max: 4 }],
};

describe("the axis of a range", () => {
  it("holds what was seen, every threshold, a range set by hand, and zero", () => {
    expect(rangeAxis({ ...seen, min: 1 }, null)).toMatchObject({ min: -0.48, max: 6.48, step: 0.01 });
    expect(rangeAxis({ ...seen, min: 1 }, { min: -1, max: 9 })).toMatchObject({ min: -1, max: 9 });
  });

  it("stays where it is when a handle is put to its end", () => {
    const axis = rangeAxis(seen, null);
    const widest = withEnd({ min: 0, max: 6 }, "max", 99, axis);
    expect(rangeAxis(seen, widest)).toEqual(axis);
  });

  it("is its own mirror image for a symmetric grid, and has a width where all values are zero", () => {
    const axis = rangeAxis({ ...seen, scheme: "symmetric" }, null);
    expect(axis.min).toBe(-axis.max);
    const flat = rangeAxis({ min: 0, max: 0, scheme: "asymmetric", thresholds: [] }, null);
    expect(flat.max).toBeGreaterThan(flat.min);
  });
});

describe("moving one end", () => {
  const axis = rangeAxis(seen, null);
  it("stops at the axis and at zero, and counts in steps", () => {
    expect(withEnd({ min: -0.2, max: 6 }, "max", 2.7159, axis)).toEqual({ min: -0.2, max: 2.72 });
    expect(withEnd({ min: -0.2, max: 6 }, "max", -5, axis)).toEqual({ min: -0.2, max: 0 });
    expect(withEnd({ min: -0.2, max: 6 }, "max", 99, axis)).toEqual({ min: -0.2, max: 6.48 });
    expect(withEnd({ min: -0.2, max: 6 }, "min", 2, axis)).toEqual({ min: 0, max: 6 });
    expect(withEnd({ min: 0, max: 6 }, "min", -0.1, axis).min).toBe(-0.1);
  });

  it("never makes the range empty", () => {
    expect(withEnd({ min: 0, max: 6 }, "max", 0, axis)).toEqual({ min: 0, max: 0.01 });
    expect(withEnd({ min: -1, max: 0 }, "min", 0, axis)).toEqual({ min: -0.01, max: 0 });
  });

  it("moves the other end with it where the grid is symmetric", () => {
    const mirrored = rangeAxis({ ...seen, scheme: "symmetric" }, null);
    expect(withEnd({ min: -6, max: 6 }, "min", -2.5, mirrored)).toEqual({ min: -2.5, max: 2.5 });
    expect(withEnd({ min: -6, max: 6 }, "max", -1, mirrored).max).toBeGreaterThan(0);
  });
});

describe("the recipe's ranges", () => {
  const preprocess = {
    ...({ size: 8, resize: "stretch", layout: "nchw", channels: "rgb", scale: 1 } as const),
    ...{ mean: [0, 0, 0], std: [1, 1, 1] },
  };
  const recipe = defaultRecipe({ id: "net", preprocess }, "set");

  it("are set per tensor, and the last one taken back leaves the recipe as it was", () => {
    const one = withRange(recipe, "a", { min: 0, max: 1 });
    const two = withRange(one, "b", { min: -1, max: 1 });
    expect(two.calibration.ranges).toEqual({ a: { min: 0, max: 1 }, b: { min: -1, max: 1 } });
    expect(withRange(two, "b", null)).toEqual(one);
    expect(JSON.stringify(withRange(one, "a", null))).toBe(JSON.stringify(recipe));
  });

  it("take a method's range as the grid would have it", () => {
    expect(settable({ min: 0.5, max: 2 }, "asymmetric")).toEqual({ min: 0, max: 2 });
    expect(settable({ min: -0.5, max: 2 }, "symmetric")).toEqual({ min: -2, max: 2 });
  });
});
