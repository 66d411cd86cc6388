import { describe, expect, test } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import { activationGrid, deployableParams } from "../affine.ts";
import { StreamingHistogram } from "../calibration/histogram.ts";
import type { ActivationSpec } from "../grid.ts";
import { fakeQuantizeInto } from "../quantize.ts";
import { histogramRoundTrip } from "./round-trip-histogram.ts";

const random = splitmix32(5);
const uniform = () => (random() + 0.5) / 2 ** 32;
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const COUNT = 40000;
const make = (value: () => number) => Float32Array.from({ length: COUNT }, value);

const DATA: Record<string, Float32Array> = {
  "a bell": make(normal),
  "a bell off centre": make(() => 3 + normal()),
  "ReLU of a bell, half of it zeros": make(() => Math.max(normal(), 0)),
  "ReLU6, a third of it sixes": make(() => Math.min(Math.max(5 + 3 * normal(), 0), 6)),
  "long tails": make(() => normal() / uniform() ** (1 / 4)),
};
const SPECS: ActivationSpec[] = [
  { bits: 8, scheme: "asymmetric" },
  { bits: 8, scheme: "symmetric" },
  { bits: 4, scheme: "asymmetric" },
  { bits: 2, scheme: "symmetric" },
];

const histogramOf = (values: Float32Array) => {
  const histogram = new StreamingHistogram();
  histogram.add(values);
  return histogram;
};
const estimate = (values: Float32Array, low: number, high: number, spec: ActivationSpec) =>
  histogramRoundTrip(histogramOf(values), deployableParams(low, high, activationGrid(spec)));

/** The same of the values themselves, one by one. */
function truth(values: Float32Array, low: number, high: number, spec: ActivationSpec) {
  const params = deployableParams(low, high, activationGrid(spec));
  const { scale, zeroPoint, qmin, qmax } = params;
  const rounded = new Float32Array(values.length);
  fakeQuantizeInto(values, params, rounded);
  let [rounding, clipping, clipped, largest, signal] = [0, 0, 0, 0, 0];
  const codes = new Set<number>();
  values.forEach((x, i) => {
    const error = (x - rounded[i]) ** 2;
    const code = x / scale + zeroPoint;
    if (code < qmin - 0.501 || code > qmax + 0.501) {
      clipping += error;
      clipped++;
    } else rounding += error;
    codes.add(rounded[i]);
    signal += x * x;
    largest = Math.max(largest, Math.abs(x - rounded[i]));
  });
  const count = values.length;
  return {
    roundingMse: rounding / count,
    clippingMse: clipping / count,
    clippedShare: clipped / count,
    sqnrDb: 10 * Math.log10(signal / (rounding + clipping)),
    maxAbsError: largest,
    gridUsed: codes.size / (qmax - qmin + 1),
  };
}

describe.each(Object.entries(DATA))("of %s", (_, values) => {
  const sorted = values.toSorted();
  const ranges = {
    extremes: [sorted[0], sorted[COUNT - 1]],
    "the inner 98 percent": [sorted[COUNT / 100], sorted[(COUNT / 100) * 99]],
    "the inner half": [sorted[COUNT / 4], sorted[(COUNT / 4) * 3]],
  };

  test.each(Object.entries(ranges))("agrees with the values themselves: %s", (_, [low, high]) => {
    for (const spec of SPECS) {
      const actual = estimate(values, low, high, spec);
      const expected = truth(values, low, high, spec);
      const near = (a: number, b: number, share: number, slack: number) =>
        expect(Math.abs(a - b)).toBeLessThanOrEqual(share * Math.abs(b) + slack);
      near(actual.roundingMse, expected.roundingMse, 0.05, 1e-9);
      near(actual.clippingMse, expected.clippingMse, 0.02, 1e-6);
      near(actual.clippedShare, expected.clippedShare, 0.02, 2 / COUNT);
      near(actual.sqnrDb, expected.sqnrDb, 0, 0.2);
      near(actual.maxAbsError, expected.maxAbsError, 0.02, 1e-6);
      near(actual.gridUsed ?? 0, expected.gridUsed, 0.05, 0);
      expect(actual.mse).toBe(actual.roundingMse + actual.clippingMse);
    }
  });
});

const ASYMMETRIC: ActivationSpec = { bits: 8, scheme: "asymmetric" };

test("a pile of sixes at the top of the range is exact, and not clipped by a grid that ends beside it", () => {
  // Zero falls between two integer levels: the grid moves by almost half a step, past the sixes.
  const values = make(() => (uniform() < 0.5 ? 6 : 0));
  const { clippedShare, mse } = estimate(values, -0.0115, 6, ASYMMETRIC);
  expect(clippedShare).toBe(0);
  expect(mse).toBeCloseTo(truth(values, -0.0115, 6, ASYMMETRIC).roundingMse, 12);
});

test("values of one kind have their own error, zeros none", () => {
  const error = estimate(new Float32Array(100), 0, 0, ASYMMETRIC);
  expect(error).toEqual({
    mse: 0,
    sqnrDb: Infinity,
    maxAbsError: 0,
    roundingMse: 0,
    clippingMse: 0,
    clippedShare: 0,
    gridUsed: 1 / 256,
  });
  const constant = estimate(new Float32Array(100).fill(0.3), 0, 0.1, ASYMMETRIC);
  expect(constant.mse).toBeCloseTo(0.04, 6);
  expect([constant.clippedShare, constant.gridUsed]).toEqual([1, 1 / 256]);
  expect(constant.maxAbsError).toBeCloseTo(0.2, 6);
});

test("a range so narrow that one bin holds many codes", () => {
  const values = make(normal);
  const spec: ActivationSpec = { bits: 8, scheme: "symmetric" };
  const actual = estimate(values, -1e-4, 1e-4, spec);
  const expected = truth(values, -1e-4, 1e-4, spec);
  expect(actual.clippingMse / expected.clippingMse).toBeCloseTo(1, 2);
  expect(actual.clippedShare).toBeCloseTo(expected.clippedShare, 3);
});

test("of nothing seen no error can be told", () => {
  expect(
    histogramRoundTrip(new StreamingHistogram(), { scale: 1, zeroPoint: 0, qmin: 0, qmax: 255 }),
  ).toEqual({
    mse: Number.NaN,
    sqnrDb: Number.NaN,
    maxAbsError: Number.NaN,
    roundingMse: Number.NaN,
    clippingMse: Number.NaN,
    clippedShare: Number.NaN,
    gridUsed: 0,
  });
});
