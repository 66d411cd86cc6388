import fc from "fast-check";
import { expect, test } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import { activationGrid, deployableParams } from "../../affine.ts";
import { tensorError } from "../../errors/errors.ts";
import type { ActivationSpec } from "../../grid.ts";
import { fakeQuantizeInto } from "../../quantize.ts";
import { ActivationObserver } from "../observer.ts";
import { CALIBRATION_METHOD_IDS, CALIBRATION_METHODS, calibrationRange } from "./registry.ts";

const int8: ActivationSpec = { bits: 8, scheme: "asymmetric" };
function gaussian(length: number, seed = 1): Float32Array {
  const random = splitmix32(seed);
  const uniform = () => (random() + 0.5) / 2 ** 32;
  return Float32Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

function observe(values: Float32Array, items = 4): ActivationObserver {
  const observer = new ActivationObserver();
  observer.observe(values, items);
  return observer;
}

function meanSquaredError(values: Float32Array, range: { rmin: number; rmax: number }, spec: ActivationSpec) {
  const back = new Float32Array(values.length);
  fakeQuantizeInto(values, deployableParams(range.rmin, range.rmax, activationGrid(spec)), back);
  return tensorError(values, back).mse;
}

test("min–max and moving average", () => {
  const observer = observe(Float32Array.of(-1, 2, 0, 4), 1);
  observer.observe(Float32Array.of(-3, 14), 1);
  expect(calibrationRange(observer, { method: "minmax" }, int8)).toEqual({ rmin: -3, rmax: 14 });
  const { rmin, rmax } = calibrationRange(observer, { method: "moving-average" }, int8);
  expect(rmin).toBeCloseTo(-1.2, 12);
  expect(rmax).toBeCloseTo(5, 12);
});

test("percentile keeps the values of smallest magnitude, to within a bin below the sorted ones", () => {
  const values = gaussian(50_000);
  const observer = observe(values);
  const sorted = values.map(Math.abs).sort();
  for (const percentile of [50, 90, 99, 99.9, 99.99]) {
    const { rmin, rmax } = calibrationRange(observer, { method: "percentile", percentile }, int8);
    const threshold = sorted[Math.ceil((percentile / 100) * values.length) - 1];
    expect(rmin).toBe(-rmax);
    expect(rmax).toBeLessThanOrEqual(threshold);
    expect(rmax).toBeGreaterThan(threshold - (sorted[49_999] / 2048) * 1.0001);
  }
});

test("percentile 100 is min–max, and 99.999 is taken where none is given", () => {
  const observer = observe(gaussian(400_000));
  const all = calibrationRange(observer, { method: "percentile", percentile: 100 }, int8);
  expect(all).toEqual({ rmin: observer.min, rmax: observer.max });
  const explicit = calibrationRange(observer, { method: "percentile", percentile: 99.999 }, int8);
  expect(calibrationRange(observer, { method: "percentile" }, int8)).toEqual(explicit);
  expect(explicit.rmax).toBeLessThan(observer.max);
});

test("batch percentile interpolates between the pictures' extremes", () => {
  const observer = observe(Float32Array.of(-1, 10, -2, 20, -3, 30, -4, 40, -5, 50), 5);
  const { rmin, rmax } = calibrationRange(observer, { method: "batch-percentile", percentile: 90 }, int8);
  expect(rmin).toBeCloseTo(-4.6, 12);
  expect(rmax).toBeCloseTo(46, 12);
});

const outlier = gaussian(10_000);
outlier[77] = 30;
const samples = { outlier, relu: gaussian(10_000).map((x) => Math.max(x, 0)) };
const specs = (["outlier", "relu"] as const).flatMap((name) =>
  ([8, 6, 4, 3] as const).flatMap((bits) =>
    (["symmetric", "asymmetric"] as const).map((scheme) => ({ name, bits, scheme })),
  ),
);

test.each(specs)(
  "mse is as good as the best of a fine grid of ranges: $name, $bits bits, $scheme",
  (spec) => {
    const values = samples[spec.name];
    const observer = observe(values);
    const ratios = Array.from({ length: 34 }, (_, i) => 0.9 ** i);
    // A symmetric range has one threshold, and ReLU leaves nothing below zero.
    const lowRatios = spec.scheme === "symmetric" || spec.name === "relu" ? [0] : ratios;
    let best = Infinity;
    for (const high of ratios) {
      for (const low of lowRatios) {
        const range = { rmin: observer.min * low, rmax: observer.max * high };
        best = Math.min(best, meanSquaredError(values, range, spec));
      }
    }
    const found = calibrationRange(observer, { method: "mse" }, spec);
    expect(meanSquaredError(values, found, spec)).toBeLessThanOrEqual(best * 1.02);
  },
);

test("at 4 bits entropy and mse cut a lone outlier, min–max does not", () => {
  const observer = observe(outlier);
  const spec: ActivationSpec = { bits: 4, scheme: "asymmetric" };
  for (const method of ["mse", "entropy"] as const) {
    const { rmin, rmax } = calibrationRange(observer, { method }, spec);
    expect(rmax).toBeLessThan(5);
    expect(rmax).toBeGreaterThan(1.5);
    expect(rmin).toBeLessThan(-1.5);
  }
  expect(calibrationRange(observer, { method: "minmax" }, spec).rmax).toBe(30);
});

test("entropy keeps all of an even distribution", () => {
  const random = splitmix32(5);
  const even = Float32Array.from({ length: 100_000 }, () => random() / 2 ** 31 - 1);
  const { rmin, rmax } = calibrationRange(observe(even), { method: "entropy" }, int8);
  expect(rmin).toBeLessThan(-0.97);
  expect(rmax).toBeGreaterThan(0.97);
});

test("every method stays within the observed range, zero added, whatever the data", () => {
  const data = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 100), max: 2 ** 100 }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(
      data,
      fc.constantFrom(...CALIBRATION_METHOD_IDS),
      fc.boolean(),
      (values, method, symmetric) => {
        const observer = observe(new Float32Array(values), 1);
        const spec: ActivationSpec = { bits: 4, scheme: symmetric ? "symmetric" : "asymmetric" };
        const { rmin, rmax } = calibrationRange(observer, { method }, spec);
        expect(rmin).toBeGreaterThanOrEqual(Math.min(observer.min * 1.0000001, 0));
        expect(rmax).toBeLessThanOrEqual(Math.max(observer.max * 1.0000001, 0));
        expect(rmin).toBeLessThanOrEqual(Math.max(rmax, 0));
      },
    ),
    { numRuns: 1000 },
  );
});

test.each(CALIBRATION_METHOD_IDS)("%s of zeros, of one value and of nothing", (method) => {
  const zeros = calibrationRange(observe(new Float32Array(8)), { method }, int8);
  expect([zeros.rmin + 0, zeros.rmax + 0]).toEqual([0, 0]);
  expect(calibrationRange(observe(Float32Array.of(5, 5, 5, 5)), { method }, int8).rmax).toBeCloseTo(5, 1);
  const nothing = observe(Float32Array.of(Number.NaN), 1);
  expect(() => calibrationRange(nothing, { method }, int8)).toThrow("calibration.non-finite");
});

test("methods that need a histogram say so when there is none", () => {
  const observer = new ActivationObserver({ histogram: false });
  observer.observe(Float32Array.of(1, 2), 1);
  expect(() => calibrationRange(observer, { method: "entropy" }, int8)).toThrow("internal");
  expect(calibrationRange(observer, { method: "minmax" }, int8)).toEqual({ rmin: 1, rmax: 2 });
});

test("every method is registered once, by one name", () => {
  for (const key of ["id", "name", "short", "phrase"] as const) {
    const said = CALIBRATION_METHODS.map((entry) => entry[key]);
    expect(new Set(said).size).toBe(said.length);
  }
});
