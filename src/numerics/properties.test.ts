import fc from "fast-check";
import { expect, test } from "vitest";
import { activationGrid, deployableParams } from "./affine.ts";
import type { CalibrationMethod } from "./calibration/methods/registry.ts";
import { calibrationRange } from "./calibration/methods/registry.ts";
import { ActivationObserver } from "./calibration/observer.ts";
import { BITS, type Granularity, type Scheme, type WeightSpec } from "./grid.ts";
import { fakeQuantizeInto, quantizeInto } from "./quantize.ts";
import { dequantizeWeights, quantizeWeights } from "./weights/weights.ts";

const bits = fc.constantFrom(...BITS);
const scheme = fc.constantFrom<Scheme>("symmetric", "asymmetric");

/** Ordinary values, spikes, zeros, outliers and constants. */
const value = fc.oneof(
  { weight: 6, arbitrary: fc.float({ min: -4, max: 4, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1) },
  { weight: 1, arbitrary: fc.float({ min: -1000, max: 1000, noNaN: true }) },
);
const tensor = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 }),
  axis: fc.nat({ max: 1 }),
  cells: fc.array(value, { minLength: 6 ** 4, maxLength: 6 ** 4, size: "max" }),
});

function weightsOf({ shape, cells }: { shape: number[]; cells: number[] }): Float32Array {
  return new Float32Array(
    cells.slice(
      0,
      shape.reduce((a, b) => a * b),
    ),
  );
}

function squaredError(data: Float32Array, shape: number[], axis: number, spec: WeightSpec): number {
  const back = dequantizeWeights(quantizeWeights(data, shape, axis, spec), shape);
  return data.reduce((sum, x, i) => sum + (x - back[i]) ** 2, 0);
}

/** Rounding of the sums themselves. */
const ROUNDING = 1 + 1e-9;

test("with ranges of smallest error: per group ≤ per channel ≤ per tensor, and none above its extremes'", () => {
  fc.assert(
    fc.property(tensor, fc.integer({ min: 2, max: 9 }), bits, scheme, (drawn, size, width, kind) => {
      const data = weightsOf(drawn);
      const error = (granularity: Granularity, range: "minmax" | "mse") =>
        squaredError(data, drawn.shape, drawn.axis, { bits: width, scheme: kind, granularity, range });
      const [whole, channel, group] = [
        { kind: "tensor" as const },
        { kind: "channel" as const },
        { kind: "group" as const, size },
      ].map((granularity) => {
        const found = error(granularity, "mse");
        expect(found).toBeLessThanOrEqual(error(granularity, "minmax") * ROUNDING);
        return found;
      });
      expect(channel).toBeLessThanOrEqual(whole * ROUNDING);
      expect(group).toBeLessThanOrEqual(channel * ROUNDING);
    }),
    { numRuns: 150 },
  );
});

test("the same order for more values than are compared one by one", () => {
  const data = Float32Array.from({ length: 64 * 96 }, (_, i) => Math.sin(i * i) ** 5 * (1 + (i % 7)));
  for (const kind of ["symmetric", "asymmetric"] as const) {
    const [whole, channel, group] = (
      [{ kind: "tensor" }, { kind: "channel" }, { kind: "group", size: 12 }] as const
    ).map((granularity) =>
      squaredError(data, [64, 96], 1, { bits: 4, scheme: kind, granularity, range: "mse" }),
    );
    expect(channel).toBeLessThan(whole);
    expect(group).toBeLessThan(channel);
  }
});

const range = fc
  .tuple(fc.float({ min: -1000, max: 1000, noNaN: true }), fc.float({ min: -1000, max: 1000, noNaN: true }))
  .filter(([a, b]) => Math.max(Math.abs(a), Math.abs(b)) > 1e-30);

test("inside the grid the round trip errs by at most half a step, up to float32", () => {
  const share = fc.float({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(range, bits, scheme, fc.array(share), ([a, b], width, kind, shares) => {
      const params = deployableParams(
        Math.min(a, b),
        Math.max(a, b),
        activationGrid({ bits: width, scheme: kind }),
      );
      const { scale, zeroPoint, qmin, qmax } = params;
      const x = Float32Array.from(
        shares,
        (t) => (qmin - zeroPoint) * scale * (1 - t) + (qmax - zeroPoint) * scale * t,
      );
      const back = new Float32Array(x.length);
      fakeQuantizeInto(x, params, back);
      x.forEach((exact, i) => {
        expect(Math.abs(back[i] - exact)).toBeLessThanOrEqual(scale / 2 + Math.abs(exact) * 2 ** -22);
      });
    }),
    { numRuns: 500 },
  );
});

test("zero is exactly representable for every range, width and scheme, weights and activations", () => {
  fc.assert(
    fc.property(range, bits, scheme, ([a, b], width, kind) => {
      for (const signed of [true, false]) {
        const params = deployableParams(Math.min(a, b), Math.max(a, b), {
          bits: width,
          scheme: kind,
          signed,
        });
        const code = new Int16Array(1);
        quantizeInto(Float32Array.of(0), params, code);
        expect(code[0]).toBe(params.zeroPoint);
        expect(params.zeroPoint).toBeGreaterThanOrEqual(params.qmin);
        expect(params.zeroPoint).toBeLessThanOrEqual(params.qmax);
      }
    }),
  );
});

test("zeros among weights stay zeros, also with the range of smallest error", () => {
  fc.assert(
    fc.property(
      tensor,
      bits,
      scheme,
      fc.constantFrom("minmax" as const, "mse" as const),
      (drawn, width, kind, by) => {
        const data = weightsOf(drawn);
        data[0] = 0;
        const spec: WeightSpec = { bits: width, scheme: kind, granularity: { kind: "channel" }, range: by };
        const back = dequantizeWeights(quantizeWeights(data, drawn.shape, 0, spec), drawn.shape);
        data.forEach((x, i) => {
          if (x === 0) expect(back[i] + 0).toBe(0);
        });
      },
    ),
    { numRuns: 100 },
  );
});

const ORDER_FREE: readonly CalibrationMethod[] = [
  "minmax",
  "percentile",
  "batch-percentile",
  "mse",
  "entropy",
];

test("parameters do not depend on the order of the pictures nor on how many come at a time", () => {
  const picture = fc.array(value, { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(
      fc.array(picture, { minLength: 1, maxLength: 12 }),
      fc.func(fc.nat()),
      bits,
      scheme,
      (pictures, key, width, kind) => {
        const shuffled = pictures
          .map((p, i) => ({ p, rank: key(i) }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ p }) => p);
        const oneByOne = new ActivationObserver();
        for (const p of pictures) oneByOne.observe(new Float32Array(p), 1);
        const together = new ActivationObserver();
        together.observe(new Float32Array(shuffled.flat()), shuffled.length);
        for (const method of ORDER_FREE) {
          const calibration = { method, percentile: 90 };
          const spec = { bits: width, scheme: kind };
          const expected = calibrationRange(oneByOne, calibration, spec);
          expect(calibrationRange(together, calibration, spec)).toEqual(expected);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test("quotients next to the middle between two codes round as the float32 division does", () => {
  const scale = fc.float({ min: Math.fround(1e-6), max: 1000, noNaN: true });
  fc.assert(
    fc.property(
      scale,
      fc.integer({ min: -128, max: 127 }),
      fc.integer({ min: -3, max: 3 }),
      (s, code, ulps) => {
        const bitsOf = new Int32Array(Float32Array.of((code + 0.5) * s).buffer);
        bitsOf[0] += ulps;
        const x = new Float32Array(bitsOf.buffer);
        const quotient = Math.fround(x[0] / s);
        const below = Math.floor(quotient);
        const up = quotient - below > 0.5 || (quotient - below === 0.5 && below % 2 !== 0);
        const found = new Int16Array(1);
        quantizeInto(x, { scale: s, zeroPoint: 0, qmin: -1000, qmax: 1000 }, found);
        expect(found[0]).toBe(below + (up ? 1 : 0));
      },
    ),
    { numRuns: 5000 },
  );
});
