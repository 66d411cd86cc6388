import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACTIVATION_SEARCH, type RangeCost, searchAsymmetric, searchSymmetric } from "./range-search.ts";

/** Bumpy, so that a search that forgot a candidate would come out elsewhere; with ties. */
const bumpy =
  (seed: number, low0: number, high0: number): RangeCost =>
  (low, high) =>
    Math.round(50 * ((low - low0) ** 2 + (high - high0) ** 2 + Math.sin(seed * (low + 3 * high)))) / 50;

describe("a search whose costs may stop at the limit", () => {
  const seeds = fc.record({
    seed: fc.integer({ min: 1, max: 40 }),
    low: fc.double({ min: -3, max: 0, noNaN: true }),
    high: fc.double({ min: 0, max: 3, noNaN: true }),
  });

  test("finds the same range as one that knows all costs", () => {
    fc.assert(
      fc.property(seeds, ({ seed, low, high }) => {
        const exact = bumpy(seed, low, high);
        const stopping: RangeCost = (a, b, limit) => {
          const cost = exact(a, b, Infinity);
          return cost < limit ? cost : limit;
        };
        expect(searchSymmetric(3, stopping, ACTIVATION_SEARCH)).toBe(
          searchSymmetric(3, exact, ACTIVATION_SEARCH),
        );
        expect(searchAsymmetric(-3, 4, stopping, ACTIVATION_SEARCH)).toEqual(
          searchAsymmetric(-3, 4, exact, ACTIVATION_SEARCH),
        );
      }),
    );
  });

  test("is told the least cost so far, of its own line of ratios", () => {
    let [least, calls] = [Infinity, 0];
    searchSymmetric(
      1,
      (low, high, limit) => {
        expect(limit).toBe(least);
        const cost = Math.abs(high - low - 0.3);
        least = Math.min(least, cost);
        calls++;
        return cost;
      },
      ACTIVATION_SEARCH,
    );
    expect(calls).toBeGreaterThan(33);
  });
});
