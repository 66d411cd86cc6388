import fc from "fast-check";
import { expect, it } from "vitest";
import type { WeightSpec } from "../grid.ts";
import { channelLevels } from "./channel-levels.ts";
import { quantizeWeights } from "./weights.ts";

const tensor = { kind: "tensor" } as const;
const channel = { kind: "channel" } as const;
const of = (bits: WeightSpec["bits"], granularity: WeightSpec["granularity"] = tensor): WeightSpec => ({
  bits,
  scheme: "symmetric",
  granularity,
});

/** Two channels of five weights each; the second is a hundred times narrower. */
const UNLIKE = Float32Array.of(-7, -3, 0, 3, 7, -0.07, -0.03, 0, 0.03, 0.07);

it("leaves a narrow channel one level under one scale for all, and all it can use under its own", () => {
  const whole = channelLevels(UNLIKE, 2, of(4));
  expect([whole.lowest, whole.levelCount]).toEqual([-7, 15]);
  expect([...whole.used]).toEqual([5, 1]);
  expect([...whole.gridMin, ...whole.gridMax]).toEqual([-7, -7, 7, 7]);
  const own = channelLevels(UNLIKE, 2, of(4, channel));
  expect([...own.used]).toEqual([5, 5]);
  expect(own.gridMax[1]).toBeCloseTo(0.07, 6);
  expect([...own.counts.subarray(0, 15)]).toEqual([1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1]);
});

it("uses the unsigned levels of an asymmetric grid", () => {
  const { lowest, levelCount, used, gridMin, gridMax } = channelLevels(Float32Array.of(0, 1, 2, 3), 1, {
    bits: 2,
    scheme: "asymmetric",
    granularity: tensor,
  });
  expect([lowest, levelCount, used[0], gridMin[0], gridMax[0]]).toEqual([0, 4, 4, 0, 3]);
});

it("takes the widest group's span for the channel's, and counts levels over all groups", () => {
  const values = Float32Array.of(7, -7, 0.7, -0.7, 1, 1, 1, 1);
  const { used, gridMin, gridMax } = channelLevels(values, 2, of(4, { kind: "group", size: 2 }));
  expect([...used]).toEqual([2, 1]);
  expect([...gridMin, ...gridMax].map((x) => Math.fround(x))).toEqual([-7, -1, 7, 1].map(Math.fround));
});

it("counts every weight once, at the level that is stored, whatever the specification", () => {
  const weights = fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 12, maxLength: 12 });
  const spec = fc.record({
    bits: fc.constantFrom(2 as const, 4 as const, 8 as const),
    scheme: fc.constantFrom("symmetric" as const, "asymmetric" as const),
    granularity: fc.constantFrom(tensor, channel, { kind: "group" as const, size: 3 }),
    range: fc.constantFrom("minmax" as const, "mse" as const),
  });
  fc.assert(
    fc.property(weights, spec, (list, s) => {
      const values = Float32Array.from(list);
      const { counts, used, lowest, levelCount, min, max } = channelLevels(values, 3, s);
      const { codes } = quantizeWeights(values, [3, 4], 0, s);
      for (let c = 0; c < 3; c++) {
        const row = counts.subarray(c * levelCount, (c + 1) * levelCount);
        const own = [...codes.subarray(c * 4, c * 4 + 4)];
        expect([...row]).toEqual(
          Array.from(row, (_, level) => own.filter((code) => code === level + lowest).length),
        );
        expect(used[c]).toBe(new Set(own).size);
        const channelValues = values.subarray(c * 4, c * 4 + 4);
        expect([min[c] === Math.min(...channelValues), max[c] === Math.max(...channelValues)]).toEqual([
          true,
          true,
        ]);
      }
    }),
  );
});

it("gives weights that are all zero the level of zero", () => {
  const { used, counts } = channelLevels(new Float32Array(4), 2, of(4));
  expect([...used]).toEqual([1, 1]);
  expect(counts[7]).toBe(2);
});

it.each([Number.NaN, Infinity, -Infinity])("refuses a weight of %s", (bad) => {
  expect(() => channelLevels(Float32Array.of(1, bad), 1, of(8))).toThrow("calibration.non-finite");
});

it.each([
  [0, 0],
  [4, 0],
  [4, 3],
  [0, 1],
  [4, 1.5],
])("refuses %d values in %d channels", (size, channels) => {
  expect(() => channelLevels(new Float32Array(size), channels, of(8))).toThrow(RangeError);
});
