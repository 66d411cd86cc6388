import { expect, it } from "vitest";
import { logBars } from "./log-bars.ts";

it("stands on a whole power of ten and leaves out what has no logarithm", () => {
  const bars = logBars([
    { weights: 1e-6, output: 100 },
    { weights: 0, output: null },
  ]);
  expect(bars.domain).toEqual([0, 9]);
  expect(bars.ticks.map(bars.tickText)).toEqual(["10⁻⁷", "10⁻⁵", "10⁻³", "10⁻¹", "10¹"]);
  expect(bars.heights[0].weights).toBeCloseTo(1, 12);
  expect(bars.heights[1]).toEqual({ weights: null, output: null });
});

it("has an axis even where there is nothing to show", () => {
  expect(logBars([{ weights: null, output: null }]).ticks).toEqual([0, 1]);
});
