import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WeightSpec } from "../grid.ts";
import { channelLevels, widestChannels } from "./channel-levels.ts";
import { quantizeWeights } from "./weights.ts";

const tensor = { kind: "tensor" } as const;
const channel = { kind: "channel" } as const;
const symmetric = (bits: WeightSpec["bits"], granularity: WeightSpec["granularity"]): WeightSpec => ({
  ...{ bits, granularity, scheme: "symmetric" },
});
const levelsOf = (values: readonly number[], channels: number, spec: WeightSpec) => {
  const shape = [channels, values.length / channels];
  const quantized = quantizeWeights(Float32Array.from(values), shape, 0, spec);
  return channelLevels(quantized, shape, 0, [...Array(channels).keys()]);
};

describe("channelLevels", () => {
  /** Two channels of five weights each; the second is a hundred times narrower. */
  const unlike = [-7, -3, 0, 3, 7, -0.07, -0.03, 0, 0.03, 0.07];

  it("finds a narrow channel on one level under one scale for all, and on all it can use under its own", () => {
    const whole = levelsOf(unlike, 2, symmetric(4, tensor));
    expect([whole.lowest, whole.levelCount]).toEqual([-7, 15]);
    expect([...whole.used]).toEqual([5, 1]);
    const own = levelsOf(unlike, 2, symmetric(4, channel));
    expect([...own.used]).toEqual([5, 5]);
    expect([...own.counts.subarray(0, 15)]).toEqual([1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1]);
  });

  it("counts the unsigned levels of an asymmetric grid", () => {
    const spec: WeightSpec = { bits: 2, scheme: "asymmetric", granularity: tensor };
    const { lowest, levelCount, used } = levelsOf([0, 1, 2, 3], 1, spec);
    expect([lowest, levelCount, used[0]]).toEqual([0, 4, 4]);
  });

  it("counts every weight of the channels asked for once, at its level, on any axis", () => {
    const value = fc.float({ min: -4, max: 4, noNaN: true });
    const spec = fc.record({
      bits: fc.constantFrom(2 as const, 4 as const, 8 as const),
      scheme: fc.constantFrom("symmetric" as const, "asymmetric" as const),
      granularity: fc.constantFrom(tensor, channel, { kind: "group" as const, size: 3 }),
    });
    const weights = fc.array(value, { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(weights, spec, fc.constantFrom(0, 1, 2), (list, s, axis) => {
        const shape = [2, 4, 3];
        const quantized = quantizeWeights(Float32Array.from(list), shape, axis, s);
        const wanted = [shape[axis] - 1, 0];
        const { counts, used, lowest, levelCount } = channelLevels(quantized, shape, axis, wanted);
        const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
        wanted.forEach((wantedChannel, i) => {
          const own = [...quantized.codes].filter(
            (_, at) => Math.floor(at / stride) % shape[axis] === wantedChannel,
          );
          const row = [...counts.subarray(i * levelCount, (i + 1) * levelCount)];
          expect(row).toEqual(row.map((_, level) => own.filter((code) => code === level + lowest).length));
          expect(used[i]).toBe(new Set(own).size);
        });
      }),
    );
  });

  it("finds weights that are all zero on the level of zero", () => {
    const { used, counts } = levelsOf([0, 0, 0, 0], 2, symmetric(4, tensor));
    expect([...used, counts[7]]).toEqual([1, 1, 2]);
  });

  it("counts nothing where no channel is asked for", () => {
    const quantized = quantizeWeights(Float32Array.of(1, 2), [2, 1], 0, symmetric(8, tensor));
    expect(channelLevels(quantized, [2, 1], 0, [])).toMatchObject({
      counts: new Uint32Array(),
      levelCount: 255,
    });
  });
});

describe("widestChannels", () => {
  it("puts the widest first and keeps the order of equal ones", () => {
    expect([...widestChannels(Float32Array.of(1, 3, 1, 2, 0), 128)]).toEqual([1, 3, 0, 2, 4]);
  });

  it("spreads those drawn from the widest to the narrowest", () => {
    const drawn = widestChannels(
      Float32Array.from({ length: 1000 }, (_, i) => i),
      128,
    );
    expect([drawn.length, drawn[0], drawn[127], new Set(drawn).size]).toEqual([128, 999, 0, 128]);
  });

  it("has nothing of no channels", () => {
    expect([...widestChannels(new Float32Array(), 128)]).toEqual([]);
  });
});
