import fc from "fast-check";
import { expect, test } from "vitest";
import { findExtremes } from "./extremes.ts";

test("agrees with the definition for every mix of float32, non-finite ones included", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.float(), fc.constantFrom(0, -0, 2 ** -149, -(2 ** -149)))), (values) => {
      const finite = values.filter(Number.isFinite);
      expect(findExtremes(new Float32Array(values))).toEqual({
        min: Math.min(...finite) + 0,
        max: Math.max(...finite) + 0,
        smallestMagnitude: Math.min(...finite.map(Math.abs)),
        nonFinite: values.length - finite.length,
      });
    }),
    { numRuns: 2000 },
  );
});

test("looks at the asked part only, also of a view into a larger buffer", () => {
  const view = new Float32Array([9, -9, 1, 3, 2, 7, Number.NaN]).subarray(1);
  expect(findExtremes(view, 1, 4)).toEqual({
    min: 1,
    max: 3,
    smallestMagnitude: 1,
    nonFinite: 0,
  });
});
