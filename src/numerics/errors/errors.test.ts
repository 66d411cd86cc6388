import fc from "fast-check";
import { expect, test } from "vitest";
import { decibelsOf, ErrorAccumulator, tensorError } from "./errors.ts";

test("a worked example", () => {
  const error = tensorError(new Float32Array([3, -4, 0]), new Float32Array([3, -3, 0.5]));
  expect(error.mse).toBeCloseTo(1.25 / 3, 12);
  expect(error.sqnrDb).toBeCloseTo(10 * Math.log10(25 / 1.25), 12);
  expect(error.maxAbsError).toBe(1);
});

test("limiting cases", () => {
  const zeros = new Float32Array(2);
  expect(tensorError(zeros, zeros)).toEqual({ mse: 0, sqnrDb: Infinity, maxAbsError: 0 });
  expect(tensorError(zeros, Float32Array.of(0, 1)).sqnrDb).toBe(-Infinity);
  expect(() => tensorError(zeros, new Float32Array(3))).toThrow(RangeError);
});

const NOTHING = { mse: Number.NaN, sqnrDb: Number.NaN, maxAbsError: Number.NaN };

test.each<[string, number[], number[], object]>([
  ["nothing", [], [], NOTHING],
  ["NaN in the original is left out", [Number.NaN, 3], [1, 3], { mse: 0, sqnrDb: Infinity, leftOut: 1 }],
  ["infinities in both are left out", [1, Infinity, -Infinity], [0, Infinity, 0], { mse: 1, leftOut: 2 }],
  ["NaN in both is left out", [2, Number.NaN], [1, Number.NaN], { mse: 1, maxAbsError: 1, leftOut: 1 }],
  ["nothing finite in the original", [Number.NaN], [1], { ...NOTHING, leftOut: 1 }],
  ["NaN made of a number is no perfection", [1, 2], [1, Number.NaN], { ...NOTHING, lost: 1 }],
  [
    "an infinity made of a number neither",
    [1, 2, Number.NaN],
    [1, Infinity, 0],
    { ...NOTHING, leftOut: 1, lost: 1 },
  ],
  ["the largest floats", [3.4e38], [-3.4e38], { sqnrDb: expect.closeTo(-6.02, 2) }],
  ["one tiny element", [1e-40], [0], { sqnrDb: 0 }],
])("%s", (_, x, xHat, expected) => {
  expect(tensorError(Float32Array.from(x), Float32Array.from(xHat))).toMatchObject(expected);
});

test("a number that was lost once stays told", () => {
  const errors = new ErrorAccumulator();
  errors.add(Float32Array.of(0), Float32Array.of(Number.NaN));
  errors.add(Float32Array.of(1), Float32Array.of(0));
  expect(errors.result()).toEqual({ ...NOTHING, lost: 1 });
});

test.each([
  [100, 1, 20],
  [0, 0, Infinity],
  [1, 0, Infinity],
  [0, 1, -Infinity],
  [Number.NaN, 0, Number.NaN],
  [1, Number.NaN, Number.NaN],
])("%d over %d is %d dB", (signal, noise, db) => {
  expect(decibelsOf(signal, noise)).toBe(db);
});

test("pieces give what the whole gives", () => {
  const value = fc.float({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1 }), fc.nat(), (pairs, cut) => {
      const x = Float32Array.from(pairs, (p) => p[0]);
      const y = Float32Array.from(pairs, (p) => p[1]);
      const middle = cut % (x.length + 1);
      const errors = new ErrorAccumulator();
      errors.add(x.subarray(0, middle), y.subarray(0, middle));
      errors.add(x.subarray(middle), y.subarray(middle));
      const pieces = errors.result();
      const whole = tensorError(x, y);
      expect(pieces.maxAbsError).toBe(whole.maxAbsError);
      expect(Math.abs(pieces.mse - whole.mse)).toBeLessThanOrEqual(1e-12 * whole.mse);
    }),
  );
});
