import fc from "fast-check";
import { expect, test } from "vitest";
import { findExtremes } from "./extremes.ts";
import { LargestMagnitudes } from "./largest-magnitudes.ts";

const value = fc.oneof(fc.float(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(-0, 0));

test("the largest magnitudes of the finite values, however they come in", () => {
  fc.assert(
    fc.property(fc.array(fc.array(value)), fc.integer({ min: 1, max: 6 }), (parts, capacity) => {
      const largest = new LargestMagnitudes({ capacity });
      for (const part of parts) findExtremes(new Float32Array(part), 0, part.length, largest);
      const sorted = new Float32Array(parts.flat()).filter(Number.isFinite).map(Math.abs).sort().reverse();
      for (let rank = 0; rank <= capacity + 1; rank++) {
        const known = rank >= 1 && rank <= Math.min(capacity, sorted.length);
        expect(largest.ofRank(rank)).toBe(known ? sorted[rank - 1] : null);
      }
    }),
    { numRuns: 1000 },
  );
});

test("many values, in rising, falling and no order", () => {
  const rising = Float32Array.from({ length: 5000 }, (_, i) => i - 1000);
  const mixed = rising.map((_, i) => rising[(i * 2741) % 5000]);
  for (const values of [rising, rising.slice().reverse(), mixed]) {
    const largest = new LargestMagnitudes({ capacity: 100 });
    findExtremes(values, 0, values.length, largest);
    expect([1, 2, 99, 100, 101].map((rank) => largest.ofRank(rank))).toEqual([3999, 3998, 3901, 3900, null]);
  }
});
