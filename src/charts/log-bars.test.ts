import { expect, it } from "vitest";
import { logBars } from "./log-bars.ts";

it("spans whole powers of ten and leaves out what has no logarithm", () => {
  const bars = logBars([
    { weights: 1e-6, output: 3e-4 },
    { weights: 0, output: null },
  ]);
  expect(bars.domain).toEqual([-7, -3]);
  expect(bars.ticks).toEqual([-7, -6, -5, -4, -3]);
  expect(bars.values[1]).toEqual({ weights: null, output: null });
});

it("has an axis even where there is nothing to show", () => {
  expect(logBars([{ weights: null, output: null }]).ticks).toEqual([-1, 0]);
});
