import { expect, test } from "vitest";
import { normal, perChannel } from "#statistics/distributions.ts";
import { drawValues, type MiniDraw } from "./mini-source.ts";

const draw: MiniDraw = {
  distribution: "normal",
  count: 1000,
  seed: 7,
  factor: 0.5,
  shift: 3,
  every: 100,
  outlierFactor: 20,
  spread: 100,
};

test("each distribution takes its own options and no other's", () => {
  const half = normal(1000, 7).map((value) => value * 0.5);
  expect(drawValues(draw, 4)).toEqual(half);
  expect(drawValues({ ...draw, distribution: "shifted" }, 4)).toEqual(half.map((value) => value + 3));
  const outliers = drawValues({ ...draw, distribution: "outliers" }, 4);
  expect(outliers.filter((value, i) => value !== half[i])).toHaveLength(10);
  expect(outliers[100]).toBeCloseTo(20 * half[100], 4);
  const channels = perChannel(1000, 7, 4, 100).map((value) => value * 0.5);
  expect(drawValues({ ...draw, distribution: "channels" }, 4)).toEqual(channels);
});

test("every distribution gives as many finite values as asked for, the same each time", () => {
  for (const distribution of ["uniform", "laplace", "half-normal", "bimodal", "channels"] as const) {
    const values = drawValues({ ...draw, distribution }, 3);
    expect(values.filter(Number.isFinite)).toHaveLength(1000);
    expect(values).toEqual(drawValues({ ...draw, distribution }, 3));
  }
});
