import fc from "fast-check";
import { expect, test } from "vitest";
import { findExtremes } from "./extremes.ts";
import { Magnitudes } from "./magnitudes.ts";

const value = fc.oneof(fc.float(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(-0, 0));

test("the smallest and the largest magnitudes of finite values, however they come in", () => {
  fc.assert(
    fc.property(fc.array(fc.array(value)), fc.integer({ min: 1, max: 6 }), (parts, capacity) => {
      const magnitudes = new Magnitudes({ capacity });
      for (const part of parts) {
        const values = new Float32Array(part);
        magnitudes.add(values, 0, values.length, findExtremes(values));
      }
      const sorted = new Float32Array(parts.flat()).filter(Number.isFinite).map(Math.abs).sort().reverse();
      expect(magnitudes.smallest).toBe(sorted.at(-1) ?? Infinity);
      for (let rank = 0; rank <= capacity + 1; rank++) {
        const known = rank >= 1 && rank <= Math.min(capacity, sorted.length);
        expect(magnitudes.largest(rank)).toBe(known ? sorted[rank - 1] : null);
      }
    }),
    { numRuns: 1000 },
  );
});

test("only the given part is taken in", () => {
  const values = Float32Array.of(9, 1, -2, -9);
  const magnitudes = new Magnitudes({ capacity: 2 });
  magnitudes.add(values, 1, 3, findExtremes(values, 1, 3));
  expect([magnitudes.smallest, magnitudes.largest(1), magnitudes.largest(2)]).toEqual([1, 2, 1]);
});
