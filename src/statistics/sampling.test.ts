import fc from "fast-check";
import { expect, test } from "vitest";
import { drawIndices } from "./sampling.ts";

test("the same seed gives the same pictures for good", () => {
  expect([...drawIndices(1000, 8, 1)].sort((a, b) => a - b)).toEqual([74, 350, 359, 476, 588, 591, 803, 972]);
});

test("distinct, in range and of the asked number", () => {
  fc.assert(
    fc.property(fc.nat({ max: 300 }), fc.nat({ max: 400 }), fc.nat(), (total, count, seed) => {
      const drawn = [...drawIndices(total, count, seed)];
      expect(drawn).toHaveLength(Math.min(total, count));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.every((i) => i < total)).toBe(true);
    }),
  );
});

test("a larger draw begins with the smaller one; another seed draws others", () => {
  const small = drawIndices(2000, 100, 7);
  expect(drawIndices(2000, 300, 7).subarray(0, 100)).toEqual(small);
  expect(drawIndices(2000, 100, 8)).not.toEqual(small);
});

test("every index is drawn about equally often", () => {
  const hits = new Float64Array(20);
  for (let seed = 0; seed < 4000; seed++) for (const i of drawIndices(20, 5, seed)) hits[i]++;
  // Binomial with mean 1000 and standard deviation 27.
  for (const n of hits) expect(Math.abs(n - 1000)).toBeLessThan(140);
});
