import fc from "fast-check";
import { expect, test } from "vitest";
import type { AffineParams } from "./affine.ts";
import { dequantizeInto, fakeQuantizeInto, quantizeInto } from "./quantize.ts";
import { roundHalfToEven } from "./rounding.ts";

const float32 = fc.float({ noNaN: true });
const params: fc.Arbitrary<AffineParams> = fc.record({
  scale: fc.float({ min: Math.fround(1e-20), max: Math.fround(1e20), noNaN: true }),
  zeroPoint: fc.integer({ min: -128, max: 255 }),
  qmin: fc.constant(-128),
  qmax: fc.constant(255),
});

test("codes follow the definition for every float32, infinities included", () => {
  fc.assert(
    fc.property(fc.array(float32), params, (values, p) => {
      const x = new Float32Array(values);
      const codes = new Int16Array(x.length);
      quantizeInto(x, p, codes);
      const expected = values.map((value) => {
        const code = roundHalfToEven(Math.fround(value / p.scale)) + p.zeroPoint;
        return Math.min(Math.max(code, p.qmin), p.qmax);
      });
      expect([...codes]).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

test("halves go to the even code", () => {
  const codes = new Int8Array(6);
  const grid = { scale: 2, zeroPoint: 0, qmin: -127, qmax: 127 };
  quantizeInto(new Float32Array([1, 3, 5, -1, -3, -5]), grid, codes);
  expect([...codes]).toEqual([0, 2, 2, 0, -2, -2]);
});

test("the quotient is rounded to float32 before it is rounded to an integer", () => {
  // The exact quotient is 3.49999989 and would give 3; the float32 one is 3.5 and gives 4.
  const scale = Math.fround(0.1);
  const x = Float32Array.of(0.35);
  const exact = x[0] / scale;
  expect(Math.fround(exact)).toBe(3.5);
  expect(exact).toBeLessThan(3.5);
  const codes = new Uint8Array(1);
  quantizeInto(x, { scale, zeroPoint: 0, qmin: 0, qmax: 255 }, codes);
  expect(codes[0]).toBe(4);
});

test("values far outside and non-numbers", () => {
  const x = new Float32Array([3e38, -3e38, Infinity, -Infinity, Number.NaN, 2 ** 31, -(2 ** 32)]);
  const grid = { scale: 0.001, zeroPoint: 100, qmin: 0, qmax: 255 };
  const codes = new Uint8Array(x.length);
  quantizeInto(x, { ...grid, scale: Math.fround(grid.scale) }, codes);
  expect([...codes]).toEqual([255, 0, 255, 0, 100, 255, 0]);
});

test("the round trip in one step equals the two steps, and only the asked part is written", () => {
  fc.assert(
    fc.property(fc.array(float32, { minLength: 2 }), params, (values, p) => {
      const x = new Float32Array(values);
      const codes = new Int16Array(x.length);
      const twoSteps = new Float32Array(x.length);
      const oneStep = new Float32Array(x.length);
      const end = x.length - 1;
      quantizeInto(x, p, codes, 1, end);
      dequantizeInto(codes, p, twoSteps, 1, end);
      fakeQuantizeInto(x, p, oneStep, 1, end);
      expect(oneStep).toEqual(twoSteps);
      expect([oneStep[0], oneStep[end], codes[0], codes[end]]).toEqual([0, 0, 0, 0]);
    }),
  );
});

test("int32 biases", () => {
  const x = new Float32Array([1, -0.5, 0.001]);
  const grid = { scale: 2 ** -20, zeroPoint: 0, qmin: -(2 ** 31), qmax: 2 ** 31 - 1 };
  const codes = new Int32Array(3);
  const back = new Float32Array(3);
  quantizeInto(x, grid, codes);
  dequantizeInto(codes, grid, back);
  expect([...codes]).toEqual([2 ** 20, -(2 ** 19), 1049]);
  expect(back[2]).toBe(1049 * 2 ** -20);
});
