import fc from "fast-check";
import { expect, test } from "vitest";
import { ErrorAccumulator, tensorError } from "./errors.ts";

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
  expect(tensorError(new Float32Array(0), new Float32Array(0))).toEqual({
    mse: 0,
    sqnrDb: Infinity,
    maxAbsError: 0,
  });
  const broken = tensorError(Float32Array.of(1, Number.NaN, 2), Float32Array.of(1, 1, 1));
  expect(broken).toEqual({ mse: Number.NaN, sqnrDb: Number.NaN, maxAbsError: Number.NaN });
  expect(() => tensorError(zeros, new Float32Array(3))).toThrow(RangeError);
});

test("NaN stays once it was seen", () => {
  const errors = new ErrorAccumulator();
  errors.add(Float32Array.of(Number.NaN), Float32Array.of(0));
  errors.add(Float32Array.of(1), Float32Array.of(0));
  expect(errors.result().maxAbsError).toBe(Number.NaN);
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
