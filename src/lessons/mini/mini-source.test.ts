import { expect, test } from "vitest";
import { normal, perChannel } from "#statistics/distributions.ts";
import { drawValues, type MiniDraw, parseNumbers } from "./mini-source.ts";

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

test("numbers are found between any separators, and what Python prints around them is passed over", () => {
  const text = "tensor([[ 0.5, -1e-3],\n  [+2., .25]], dtype=torch.float32) 7;\u22128|\t9";
  expect(parseNumbers(text, 100)).toEqual({
    values: Float32Array.of(0.5, -1e-3, 2, 0.25, 7, -8, 9),
    refused: [],
    refusedCount: 0,
    isCut: false,
  });
});

test("what is no number is named with its line; five are enough", () => {
  const { values, refused, refusedCount } = parseNumbers("1 two 3\n4\nNaN inf 1e39 0x10 5.5.5 --1", 100);
  expect([...values]).toEqual([1, 3, 4]);
  expect(refusedCount).toBe(7);
  expect(refused.map(({ word, line }) => `${line}: ${word}`)).toEqual([
    "1: two",
    "3: NaN",
    "3: inf",
    "3: 1e39",
    "3: 0x10",
  ]);
});

test("reading ends at the limit, of numbers as of other words", () => {
  expect(parseNumbers("1 2 3", 3)).toMatchObject({ isCut: false });
  expect(parseNumbers("1 2 3 4", 3)).toMatchObject({ isCut: true, values: Float32Array.of(1, 2, 3) });
  expect(parseNumbers("word ".repeat(1000), 10)).toMatchObject({ isCut: true, refusedCount: 10 });
  const [{ word }] = parseNumbers("x".repeat(1e5), 10).refused;
  expect(word.length).toBeLessThan(30);
});
