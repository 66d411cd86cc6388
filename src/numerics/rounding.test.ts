import fc from "fast-check";
import { expect, test } from "vitest";
import { ROUNDING_BIAS, roundHalfToEven } from "./rounding.ts";

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, 0],
  [-1.5, -2],
  [-2.5, -2],
  [0.49999999999999994, 0],
  [4503599627370495.5, 4503599627370496],
  [4503599627370494.5, 4503599627370494],
  [-4503599627370495.5, -4503599627370496],
  [9007199254740991, 9007199254740991],
  [1e300, 1e300],
])("%d rounds to %d", (x, expected) => {
  expect(roundHalfToEven(x)).toBe(expected);
});

test("agrees with the definition on every float64", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const below = Math.floor(x);
      const fraction = x - below;
      const even = below % 2 === 0 ? below : below + 1;
      const expected = fraction === 0.5 ? even : fraction < 0.5 ? below : below + 1;
      expect(roundHalfToEven(x)).toBe(expected + 0);
    }),
    { numRuns: 2000 },
  );
});

test("the branch-free form agrees up to 2^51", () => {
  const halves = fc.integer({ min: -(2 ** 31), max: 2 ** 31 }).map((n) => n / 2);
  const wide = fc.double({ min: -(2 ** 51), max: 2 ** 51, noNaN: true });
  fc.assert(
    fc.property(fc.oneof(halves, wide), (x) => {
      expect(x + ROUNDING_BIAS - ROUNDING_BIAS).toBe(roundHalfToEven(x));
    }),
    { numRuns: 2000 },
  );
});
