import { expect, it } from "vitest";
import { rangeGrowth } from "./range-growth.ts";

it("is the mean over every half, counted out", () => {
  const maxima = [3, 1, 8, 2];
  const minima = [-1, -5, -2, 0];
  let sum = 0;
  let count = 0;
  for (let a = 0; a < 4; a++) {
    for (let b = a + 1; b < 4; b++, count++) {
      sum += Math.max(maxima[a], maxima[b]) - Math.min(minima[a], minima[b]);
    }
  }
  expect(rangeGrowth(minima, maxima)).toBeCloseTo(1 - sum / count / 13, 12);
});

it("is 0 where every picture has the same range, or none", () => {
  expect(rangeGrowth([-1, -1, -1], [6, 6, 6])).toBeCloseTo(0, 12);
  expect(rangeGrowth([0, 0], [0, 0])).toBe(0);
  expect(rangeGrowth([0], [1])).toBeNull();
});

it("reaches a half where one picture of very many has everything", () => {
  const nothing = new Array<number>(1000).fill(0);
  const once = nothing.with(500, 1);
  expect(rangeGrowth(nothing, once)).toBeCloseTo(0.5, 9);
});
