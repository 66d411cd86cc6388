import fc from "fast-check";
import { expect, test } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import { type AffineParams, deployableParams, type GridSpec } from "../affine.ts";
import { fakeQuantizeInto } from "../quantize.ts";
import { codeFit } from "../round-trip-error.ts";
import { smallestErrorRange } from "./weight-range.ts";

const signed = (bits: GridSpec["bits"]): GridSpec => ({ bits, scheme: "symmetric", signed: true });
const unsigned = (bits: GridSpec["bits"]): GridSpec => ({ bits, scheme: "asymmetric", signed: false });

const squaredError = (...of: Parameters<typeof codeFit>): number => codeFit(...of).error;

function gaussian(length: number, seed: number): Float32Array {
  const random = splitmix32(seed);
  const uniform = () => (random() + 0.5) / 2 ** 32;
  return Float32Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

const values = fc
  .array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((v) => new Float32Array(v));
const grid = fc
  .tuple(fc.constantFrom(2 as const, 3 as const, 4 as const, 8 as const), fc.boolean())
  .map(([bits, symmetric]) => (symmetric ? signed(bits) : unsigned(bits)));

test("the error without codes is that of the round trip", () => {
  fc.assert(
    fc.property(values, grid, fc.float({ min: Math.fround(0.001), max: 2, noNaN: true }), (x, g, reach) => {
      const params = deployableParams(-reach, reach, g);
      const back = new Float32Array(x.length);
      fakeQuantizeInto(x, params, back);
      const expected = x.reduce((sum, value, i) => sum + (value - back[i]) ** 2, 0);
      expect(squaredError(x, params)).toBe(expected);
      // With a limit it is the same below, and no less than the limit from there on.
      expect(squaredError(x, params, 0, x.length, expected * 1.001 + 1)).toBe(expected);
      for (const limit of [expected, expected / 2, 0])
        expect(squaredError(x, params, 0, x.length, limit)).toBeGreaterThanOrEqual(limit);
    }),
  );
});

test("no scale fits the codes better than the least-squares one", () => {
  const x = gaussian(200, 3);
  const params = deployableParams(-2, 2, signed(4));
  const codes = new Float32Array(x.length);
  fakeQuantizeInto(x, params, codes);
  const error = (scale: number) =>
    x.reduce((sum, value, i) => sum + (value - (codes[i] / params.scale) * scale) ** 2, 0);
  const { scale } = codeFit(x, params);
  for (const factor of [0.99, 0.999, 1.001, 1.01]) expect(error(scale)).toBeLessThan(error(scale * factor));
});

/** The smallest error over thousands of scales and all zero points. */
function bruteForce(x: Float32Array, g: GridSpec): number {
  const { scale, qmin, qmax } = deployableParams(Math.min(...x), Math.max(...x), g);
  const zeroPoints = g.signed ? [0] : Array.from({ length: qmax - qmin + 1 }, (_, i) => qmin + i);
  let least = Infinity;
  for (const zeroPoint of zeroPoints) {
    for (let i = 0; i < 1500; i++) {
      const params: AffineParams = { scale: Math.fround(scale * 1.2 * 0.998 ** i), zeroPoint, qmin, qmax };
      least = Math.min(least, squaredError(x, params));
    }
  }
  return least;
}

const outlier = gaussian(600, 5);
outlier[13] = 12;
const samples: [string, Float32Array][] = [
  ["32 values", gaussian(32, 1)],
  ["9 values", gaussian(9, 2)],
  ["600 values and an outlier", outlier],
  ["6000 values", gaussian(6000, 4)],
  ["600 skewed values", gaussian(600, 6).map((v) => Math.exp(v) - 0.2)],
];
const cases = samples.flatMap(([name, x]) =>
  [signed(8), signed(4), signed(2), unsigned(4), unsigned(2)]
    .filter(({ scheme }) => x.length < 1000 || scheme === "symmetric")
    .map((g) => ({ name, x, g, bits: g.bits, scheme: g.scheme })),
);

test.each(cases)(
  "close to the best of all scales and zero points: $name, $bits bits, $scheme",
  ({ x, g }) => {
    const found = squaredError(x, smallestErrorRange(x, 0, x.length, g, []));
    // Few values on many integer levels: among thousands of scales, some happen to fall in with the values.
    const slack = x.length < 100 && g.bits === 8 ? 1.4 : 1.08;
    expect(found).toBeLessThanOrEqual(bruteForce(x, g) * slack);
  },
);

test("never worse than the extremes or than what is known", () => {
  fc.assert(
    fc.property(values, grid, fc.float({ min: Math.fround(0.01), max: 8, noNaN: true }), (x, g, reach) => {
      const known = deployableParams(-reach, reach / 2, g);
      const found = squaredError(x, smallestErrorRange(x, 0, x.length, g, [known]));
      expect(found).toBeLessThanOrEqual(squaredError(x, known));
      expect(found).toBeLessThanOrEqual(squaredError(x, deployableParams(Math.min(...x), Math.max(...x), g)));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["zeros", [0, 0, 0], 1],
  ["one value", [5], 5 / 127],
  ["a constant", [-3, -3], 3 / 127],
  ["values that vanish beside a step of the smallest scale", [1e-40, -1e-41], 1],
])("%s", (_, x, scale) => {
  const data = new Float32Array(x);
  const found = smallestErrorRange(data, 0, data.length, signed(8), []);
  expect(found.zeroPoint).toBe(0);
  expect(found.scale).toBeCloseTo(scale, 6);
});

test("values that are not finite are refused", () => {
  for (const bad of [Number.NaN, Infinity]) {
    const refused = () => smallestErrorRange(Float32Array.of(1, bad), 0, 2, signed(8), []);
    expect(refused).toThrow("calibration.non-finite");
  }
});
