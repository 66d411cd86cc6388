import fc from "fast-check";
import { expect, it } from "vitest";
import { levelAxis } from "./level-axis.ts";

it("ends at round numbers about the values", () => {
  const { domain, ticks, tickText } = levelAxis([13.2, 41.9, null, Number.POSITIVE_INFINITY]);
  expect(domain).toEqual([10, 50]);
  expect(ticks.map(tickText)).toEqual(["10", "20", "30", "40", "50"]);
});

it("holds every finite value, however few and however close", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -200, max: 200, noNaN: true })), (values) => {
      const { domain, ticks, height } = levelAxis(values);
      expect(domain[1]).toBeGreaterThan(domain[0]);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(16);
      for (const value of values) {
        expect(height(value)).toBe(value);
        expect(value).toBeGreaterThanOrEqual(domain[0] - 1e-9);
        expect(value).toBeLessThanOrEqual(domain[1] + 1e-9);
      }
    }),
  );
  expect(levelAxis([]).domain).toEqual([0, 1]);
  expect(levelAxis([Number.NaN]).height(Number.NaN)).toBeNull();
});
