import { expect, it } from "vitest";
import { logAxis } from "./log-axis.ts";

it("stands on a whole power of ten and leaves out what has no logarithm", () => {
  const axis = logAxis([1e-6, 100, 0, null], 0.2);
  expect(axis.domain).toEqual([0, 9]);
  expect(axis.ticks.map(axis.tickText)).toEqual(["10⁻⁷", "10⁻⁵", "10⁻³", "10⁻¹", "10¹"]);
  expect(axis.height(1e-6)).toBeCloseTo(1, 12);
  expect([axis.height(0), axis.height(null), axis.height(Number.POSITIVE_INFINITY)]).toEqual([
    null,
    null,
    null,
  ]);
});

it("begins at the smallest value where nothing has to stand on it", () => {
  const axis = logAxis([1, 250]);
  expect(axis.ticks.map(axis.tickText)).toEqual(["10⁰", "10¹", "10²", "10³"]);
});

it("is there even where there is nothing to show", () => {
  expect(logAxis([null]).ticks).toEqual([0, 1]);
});
