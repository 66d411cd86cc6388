import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensorError } from "./errors/errors.ts";
import type { Granularity, WeightSpec } from "./grid.ts";
import { gridLevels, gridRange, halfRoundTrip, weightRoundTrip } from "./round-trip.ts";
import { dequantizeWeights, quantizeWeights } from "./weights/weights.ts";

const trip = (values: Float32Array, shape: number[], axis: number, spec: WeightSpec) => {
  const quantized = quantizeWeights(values, shape, axis, spec);
  const stored = dequantizeWeights(quantized, shape);
  return { quantized, stored, error: weightRoundTrip(values, stored, shape, quantized) };
};

describe("the grid", () => {
  test("of 3 bits with its zero at code 2", () => {
    const params = { scale: 0.5, zeroPoint: 2, qmin: 0, qmax: 7 };
    expect(gridRange(params)).toEqual({ min: -1, max: 2.5 });
    expect([...gridLevels(params)]).toEqual([-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5]);
  });

  test("spans what its codes dequantize to, to the bit", () => {
    const scale = Math.fround(0.1);
    const params = { scale, zeroPoint: 3, qmin: 0, qmax: 255 };
    const [low, high] = dequantizeWeights(
      {
        codes: Uint8Array.of(0, 255),
        scales: Float32Array.of(scale),
        zeroPoints: Int32Array.of(3),
        qmin: 0,
        qmax: 255,
        channelAxis: null,
        groupSize: null,
      },
      [2],
    );
    expect(gridRange(params)).toEqual({ min: low, max: high });
    const levels = gridLevels(params);
    expect([levels[0], levels[255]]).toEqual([low, high]);
  });
});

describe("the error of weights", () => {
  test("counts what the end of the grid gives its code as clipping, the rest as rounding", () => {
    // Integer levels −1, 0 and 1 stand for −1, 0 and 1: from 1.5 on values are clipped.
    const values = Float32Array.of(0.25, -1, 1.25, 1.5, 3, -2);
    const quantized = {
      codes: Int8Array.of(0, -1, 1, 1, 1, -1),
      scales: Float32Array.of(1),
      zeroPoints: Int32Array.of(0),
      qmin: -1,
      qmax: 1,
      channelAxis: null,
      groupSize: null,
    };
    const stored = Float32Array.of(0, -1, 1, 1, 1, -1);
    const error = weightRoundTrip(values, stored, [6], quantized);
    expect(error).toEqual({
      mse: (0.0625 + 0.0625 + 0.25 + 4 + 1) / 6,
      sqnrDb: 10 * Math.log10((0.0625 + 1 + 1.5625 + 2.25 + 9 + 4) / 5.375),
      maxAbsError: 2,
      roundingMse: 0.375 / 6,
      clippingMse: 5 / 6,
      clippedShare: 2 / 6,
      gridUsed: 1,
    });
  });

  const granularities: Granularity[] = [
    { kind: "tensor" },
    { kind: "channel" },
    // 15 inputs: the last group of 4 has three.
    { kind: "group", size: 4 },
  ];
  const weights = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 60, maxLength: 60 });

  test("has the mean square, SQNR and maximum of the plain error, and parts that add up; extremes clip nothing", () => {
    fc.assert(
      fc.property(
        weights,
        fc.constantFrom(...granularities),
        fc.constantFrom("symmetric" as const, "asymmetric" as const),
        fc.constantFrom(2 as const, 3 as const, 8 as const),
        fc.constantFrom(0, 1),
        (list, granularity, scheme, bits, axis) => {
          const values = Float32Array.from(list);
          const { stored, error } = trip(values, axis === 0 ? [4, 15] : [15, 4], axis, {
            bits,
            scheme,
            granularity,
          });
          const plain = tensorError(values, stored);
          expect(error.mse).toBeCloseTo(plain.mse, 12);
          expect(error.maxAbsError).toBe(plain.maxAbsError);
          if (Number.isFinite(plain.sqnrDb)) expect(error.sqnrDb).toBeCloseTo(plain.sqnrDb, 9);
          expect(error.roundingMse + error.clippingMse).toBe(error.mse);
          expect([error.clippedShare, error.clippingMse]).toEqual([0, 0]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("has clipping where a range by smallest error cuts an outlier off, in its own channel alone", () => {
    const values = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i));
    values[7] = 4;
    const spec: WeightSpec = { bits: 3, scheme: "symmetric", granularity: { kind: "channel" }, range: "mse" };
    for (const [shape, axis] of [
      [[2, 200], 0],
      [[200, 2], 1],
    ] as const) {
      const { quantized, stored, error } = trip(values, [...shape], axis, spec);
      // By hand: code and step of each value, and whether it lies beyond three and a half steps.
      let [clipping, clipped] = [0, 0];
      values.forEach((value, i) => {
        const scale = quantized.scales[axis === 0 ? Math.floor(i / 200) : i % 2];
        if (Math.abs(value) <= 3.5 * scale) return;
        clipping += (value - stored[i]) ** 2;
        clipped++;
      });
      expect(clipped).toBe(1);
      expect(error.clippedShare).toBe(clipped / 400);
      expect(error.clippingMse).toBeCloseTo(clipping / 400, 9);
    }
  });
});

describe("the share of the grid in use", () => {
  test("is the mean over scales, whatever axis they lie on", () => {
    // One channel of four integer levels of 2 bits, and one of zeros, which takes one of them.
    const values = Float32Array.of(0, 1, 2, 3, 0, 0, 0, 0);
    const spec: WeightSpec = { bits: 2, scheme: "asymmetric", granularity: { kind: "channel" } };
    expect(trip(values, [2, 4], 0, spec).error.gridUsed).toBe((4 + 1) / 8);
    const turned = Float32Array.of(0, 0, 1, 0, 2, 0, 3, 0);
    expect(trip(turned, [4, 2], 1, spec).error.gridUsed).toBe((4 + 1) / 8);
    // In groups of two and two: 0 and 3 of the first, 1 and 3 of the second (2/3 of the range rounds to code 2).
    const groups = { ...spec, granularity: { kind: "group", size: 2 } } as const;
    expect(trip(values, [2, 4], 0, groups).error.gridUsed).toBe((2 + 2 + 1 + 1) / 16);
  });

  test("counts all 256 codes of 8 bits", () => {
    const values = Float32Array.from({ length: 256 }, (_, i) => i);
    const spec: WeightSpec = { bits: 8, scheme: "asymmetric", granularity: { kind: "tensor" } };
    expect(trip(values, [256, 1], 0, spec).error.gridUsed).toBe(1);
    expect(trip(values.subarray(0, 200), [200, 1], 0, spec).error.gridUsed).toBe(200 / 256);
  });
});

test("weights of zero are exact, on one code", () => {
  const spec: WeightSpec = { bits: 8, scheme: "symmetric", granularity: { kind: "tensor" } };
  const { error } = trip(new Float32Array(6), [2, 3], 0, spec);
  expect(error).toEqual({
    mse: 0,
    sqnrDb: Infinity,
    maxAbsError: 0,
    roundingMse: 0,
    clippingMse: 0,
    clippedShare: 0,
    gridUsed: 1 / 255,
  });
});

test("halves have rounding only and no grid; what is not finite is left out", () => {
  const values = Float32Array.of(1 + 2 ** -12, Number.NaN, -2, Infinity);
  const stored = Float32Array.of(1, Number.NaN, -2, Infinity);
  expect(halfRoundTrip(values, stored)).toEqual({
    mse: 2 ** -24 / 2,
    sqnrDb: expect.closeTo(10 * Math.log10(((1 + 2 ** -12) ** 2 + 4) / 2 ** -24), 9),
    maxAbsError: 2 ** -12,
    roundingMse: 2 ** -24 / 2,
    clippingMse: 0,
    clippedShare: 0,
    gridUsed: null,
  });
});
