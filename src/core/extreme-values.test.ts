import fc from "fast-check";
import { expect, test } from "vitest";
import { ExtremeValues } from "./extreme-values.ts";
import { findExtremes } from "./extremes.ts";

const value = fc.oneof(fc.float(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(-0, 0));

test("the outermost finite values, however they come in", () => {
  fc.assert(
    fc.property(fc.array(fc.array(value)), fc.integer({ min: 1, max: 6 }), (parts, capacity) => {
      const kept = new ExtremeValues({ capacity });
      for (const part of parts) {
        const values = new Float32Array(part);
        kept.add(values, 0, values.length, findExtremes(values));
      }
      const sorted = new Float32Array(parts.flat()).filter(Number.isFinite).sort();
      for (let rank = 0; rank <= capacity + 1; rank++) {
        const known = rank >= 1 && rank <= Math.min(capacity, sorted.length);
        // Zeros of either sign are the same value.
        const at = (i: number) => (known ? sorted[i] + 0 : null);
        const plain = (x: number | null) => (x === null ? null : x + 0);
        expect(plain(kept.smallest(rank))).toBe(at(rank - 1));
        expect(plain(kept.largest(rank))).toBe(at(sorted.length - rank));
      }
    }),
    { numRuns: 1000 },
  );
});

test("only the given part is taken in", () => {
  const values = Float32Array.of(9, 1, 2, -9);
  const kept = new ExtremeValues({ capacity: 2 });
  kept.add(values, 1, 3, findExtremes(values, 1, 3));
  expect([kept.smallest(1), kept.smallest(2), kept.largest(1)]).toEqual([1, 2, 2]);
});
