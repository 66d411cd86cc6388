import fc from "fast-check";
import { expect, test } from "vitest";
import { deployableParams } from "../affine.ts";
import type { Granularity, WeightSpec } from "../grid.ts";
import { channelRanges, dequantizeWeights, quantizeWeights } from "./weights.ts";

/** The indices of each scale's elements, straight from the definition, by coordinates. */
function elementsPerScale(shape: number[], axis: number, granularity: Granularity): number[][] {
  const size = shape.reduce((a, b) => a * b, 1);
  const all = Array.from({ length: size }, (_, i) => i);
  if (granularity.kind === "tensor") return [all];
  const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const scales: number[][] = [];
  for (let channel = 0; channel < shape[axis]; channel++) {
    const own = all.filter((i) => Math.floor(i / stride) % shape[axis] === channel);
    const step = granularity.kind === "group" ? granularity.size : own.length;
    for (let start = 0; start < own.length; start += step) scales.push(own.slice(start, start + step));
  }
  return scales;
}

const tensor = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  const value = fc.float({ min: -8, max: 8, noNaN: true });
  return fc.record({
    shape: fc.constant(shape),
    axis: fc.nat({ max: shape.length - 1 }),
    data: fc.array(value, { minLength: size, maxLength: size }).map((v) => new Float32Array(v)),
  });
});
const spec: fc.Arbitrary<WeightSpec> = fc.record({
  bits: fc.constantFrom(2 as const, 4 as const, 8 as const),
  scheme: fc.constantFrom("symmetric" as const, "asymmetric" as const),
  granularity: fc.oneof(
    fc.constant({ kind: "tensor" as const }),
    fc.constant({ kind: "channel" as const }),
    fc.record({ kind: fc.constant("group" as const), size: fc.integer({ min: 2, max: 7 }) }),
  ),
});

test("scales, codes and the way back follow the definition for any shape, axis and granularity", () => {
  fc.assert(
    fc.property(tensor, spec, ({ shape, axis, data }, s) => {
      const quantized = quantizeWeights(data, shape, axis, s);
      const back = dequantizeWeights(quantized, shape);
      const expected = elementsPerScale(shape, axis, s.granularity);
      expect(quantized.scales).toHaveLength(expected.length);
      expect(quantized.codes).toBeInstanceOf(s.scheme === "symmetric" ? Int8Array : Uint8Array);
      expected.forEach((indices, i) => {
        const values = indices.map((k) => data[k]);
        const { scale, zeroPoint, qmin, qmax } = deployableParams(Math.min(...values), Math.max(...values), {
          ...s,
          signed: s.scheme === "symmetric",
        });
        expect(quantized.scales[i]).toBe(scale);
        expect(quantized.zeroPoints[i]).toBe(zeroPoint);
        for (const k of indices) {
          const code = quantized.codes[k];
          expect(code).toBeGreaterThanOrEqual(qmin);
          expect(code).toBeLessThanOrEqual(qmax);
          expect(back[k]).toBe(Math.fround((code - zeroPoint) * scale));
          expect(Math.abs(back[k] - data[k])).toBeLessThanOrEqual(
            scale * 0.50001 + Math.abs(data[k]) * 2 ** -22,
          );
        }
      });
    }),
    { numRuns: 1000 },
  );
});

test("the last group may be short, and groups run over in·kH·kW", () => {
  const data = Float32Array.from({ length: 2 * 2 * 3 }, (_, i) => i + 1);
  const granularity = { kind: "group" as const, size: 4 };
  const q = quantizeWeights(data, [2, 2, 3], 0, { bits: 8, scheme: "symmetric", granularity });
  expect([...q.scales].map((s) => Math.round(s * 127))).toEqual([4, 6, 10, 12]);
  expect([q.channelAxis, q.groupSize]).toEqual([0, 4]);
});

test("what the result says of itself", () => {
  const data = Float32Array.of(-1, 0.5, 2, 3);
  const perTensor = quantizeWeights(data, [2, 2], 1, {
    bits: 4,
    scheme: "asymmetric",
    granularity: { kind: "tensor" },
  });
  expect(perTensor).toMatchObject({ qmin: 0, qmax: 15, channelAxis: null, groupSize: null });
  const perChannel = quantizeWeights(data, [2, 2], 1, {
    bits: 4,
    scheme: "symmetric",
    granularity: { kind: "channel" },
  });
  expect(perChannel).toMatchObject({ qmin: -7, qmax: 7, channelAxis: 1, groupSize: null });
  expect([...perChannel.zeroPoints]).toEqual([0, 0]);
});

test("ranges per channel", () => {
  const data = Float32Array.of(1, 2, 3, -4, 5, -6);
  expect(channelRanges(data, [3, 2], 0)).toEqual({
    min: Float32Array.of(1, -4, -6),
    max: Float32Array.of(2, 3, 5),
  });
  expect(channelRanges(data, [3, 2], 1)).toEqual({
    min: Float32Array.of(1, -6),
    max: Float32Array.of(5, 2),
  });
});

test.each(["minmax", "mse"] as const)(
  "constants, zeros, subnormals and single weights come back, by %s",
  (range) => {
    for (const scheme of ["symmetric", "asymmetric"] as const) {
      for (const granularity of [
        { kind: "tensor" },
        { kind: "channel" },
        { kind: "group", size: 2 },
      ] as const) {
        const s: WeightSpec = { bits: 4, scheme, granularity, range };
        for (const value of [5, -3, 0, -0, 1e30]) {
          const back = dequantizeWeights(
            quantizeWeights(new Float32Array(6).fill(value), [2, 3], 0, s),
            [2, 3],
          );
          for (const x of back) expect(Math.abs(x - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-6);
        }
        // Below the smallest scale everything is zero, as in an all-zero tensor.
        const tiny = quantizeWeights(new Float32Array(6).fill(1e-41), [2, 3], 0, s);
        expect([...tiny.scales].every((scale) => scale === 1)).toBe(true);
        expect([...dequantizeWeights(tiny, [2, 3])]).toEqual([0, 0, 0, 0, 0, 0]);
      }
    }
  },
);

test("NaN, infinities and wrong shapes are refused", () => {
  const s: WeightSpec = { bits: 8, scheme: "symmetric", granularity: { kind: "channel" } };
  for (const bad of [Number.NaN, Infinity]) {
    expect(() => quantizeWeights(Float32Array.of(1, bad), [1, 2], 0, s)).toThrow("calibration.non-finite");
  }
  expect(() => quantizeWeights(new Float32Array(4), [2, 3], 0, s)).toThrow(RangeError);
  expect(() => quantizeWeights(new Float32Array(4), [2, 2], 2, s)).toThrow(RangeError);
});
