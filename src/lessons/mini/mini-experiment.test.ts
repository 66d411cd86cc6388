import { describe, expect, test } from "vitest";
import { tensorError } from "#numerics/errors/errors.ts";
import {
  expectTextbook,
  floats,
  TEXTBOOK_CASES,
  type TextbookExpected,
} from "#numerics/fixtures/textbook-cases.ts";
import { normal, perChannel } from "#statistics/distributions.ts";
import { MINI_SETTINGS } from "./fixtures/mini-settings.ts";
import { type MiniSettings, miniExperiment, miniSteps } from "./mini-experiment.ts";

describe("the page's own PyTorch numbers", () => {
  test.each(TEXTBOOK_CASES)("$name", ({ bits, shape, x_f32, ...expected }) => {
    const x = floats(x_f32);
    const check = (change: Partial<MiniSettings>, want: TextbookExpected) => {
      const got = miniExperiment(x, shape[0], { ...MINI_SETTINGS, bits, ...change });
      expectTextbook(x, got, want);
      return got.grids;
    };
    check({}, expected.symmetric);
    const [grid] = check({ scheme: "asymmetric" }, expected.asymmetric);
    expect(grid.zeroPoint).toBe(expected.asymmetric.zeroPoint);
    const { perChannelSymmetric } = expected;
    if (perChannelSymmetric) check({ granularity: { kind: "channel" } }, perChannelSymmetric);
  });
});

const x = normal(4096, 1).map((value) => value * 0.5);
const shifted = x.map((value) => Math.abs(value) + 3);
const mse = (values: Float32Array, change: Partial<MiniSettings>, channels = 1) =>
  tensorError(values, miniExperiment(values, channels, { ...MINI_SETTINGS, ...change }).values).mse;

describe("zero", () => {
  const zeroOf = (values: Float32Array, zero: MiniSettings["zero"]) => {
    const { grids } = miniExperiment(values, 1, { ...MINI_SETTINGS, bits: 4, scheme: "asymmetric", zero });
    return miniSteps(0, grids[0]).value;
  };

  test("is no value of a grid with a real offset, and one of a deployable grid", () => {
    expect(zeroOf(x, "real-offset")).not.toBe(0);
    expect(zeroOf(x, "deployable")).toBe(0);
    expect(zeroOf(shifted, "deployable")).toBe(0);
    expect(zeroOf(shifted, "real-offset")).toBeGreaterThan(2.9);
  });

  test("held by the grid costs values far from it some precision", () => {
    const error = (zero: MiniSettings["zero"]) => mse(shifted, { scheme: "asymmetric", zero });
    expect(error("deployable")).toBeGreaterThan(2 * error("real-offset"));
  });
});

test("ranges of least error are no worse than the extremes, and clip at few bits", () => {
  for (const scheme of ["symmetric", "asymmetric"] as const) {
    const spec = { bits: 3 as const, scheme };
    expect(mse(x, { ...spec, range: { method: "mse" } })).toBeLessThan(0.8 * mse(x, spec));
  }
});

test("the range of least error is the best of the hundred shares of the extremes, tried one by one", () => {
  const values = x.subarray(0, 1000);
  for (const zero of ["textbook", "real-offset", "deployable"] as const)
    for (const scheme of ["symmetric", "asymmetric"] as const) {
      const spec = { ...MINI_SETTINGS, bits: 4 as const, zero, scheme };
      const { grids, values: back } = miniExperiment(values, 1, { ...spec, range: { method: "mse" } });
      const [min, max] = [Math.min(...values), Math.max(...values)];
      const errors = Array.from({ length: 100 }, (_, i) => {
        const share = (100 - i) / 100;
        const ends = Float32Array.of(min * share, max * share);
        const [grid] = miniExperiment(ends, 1, spec).grids;
        return values.reduce((sum, value) => sum + (value - miniSteps(value, grid).value) ** 2, 0);
      });
      const best = 1 - errors.indexOf(Math.min(...errors)) / 100;
      expect(grids[0].range.max).toBeCloseTo(max * best, 12);
      const error = values.reduce((sum, value, i) => sum + (value - back[i]) ** 2, 0);
      expect(error / Math.min(...errors)).toBeCloseTo(1, 4);
    }
});

test("a percentile keeps that share of the values within the grid", () => {
  for (const scheme of ["symmetric", "asymmetric"] as const) {
    const range = { method: "percentile" as const, percent: 95 };
    const { grids } = miniExperiment(x, 1, { ...MINI_SETTINGS, scheme, zero: "deployable", range });
    const inside = x.filter((value) => value >= grids[0].range.min && value <= grids[0].range.max);
    expect(inside.length / x.length).toBeCloseTo(0.95, 2);
  }
});

test("finer scales follow channels of unequal width, the last part may be shorter", () => {
  const uneven = perChannel(1000, 1, 4, 1000);
  const narrowestDb = (granularity: MiniSettings["granularity"]) => {
    const { values } = miniExperiment(uneven, 4, { ...MINI_SETTINGS, bits: 4, granularity });
    return tensorError(uneven.subarray(0, 250), values.subarray(0, 250)).sqnrDb;
  };
  expect(narrowestDb({ kind: "tensor" })).toBe(0);
  expect(narrowestDb({ kind: "channel" })).toBeGreaterThan(15);
  const { grids, partSize } = miniExperiment(uneven, 4, {
    ...MINI_SETTINGS,
    granularity: { kind: "group", size: 64 },
  });
  expect([grids.length, partSize]).toEqual([16, 64]);
});

test("the steps of a value are those of the experiment", () => {
  for (const zero of ["textbook", "real-offset", "deployable"] as const) {
    for (const scheme of ["symmetric", "asymmetric"] as const) {
      const spec: MiniSettings = {
        ...MINI_SETTINGS,
        bits: 3,
        scheme,
        zero,
        range: { method: "percentile", percent: 90 },
      };
      const { codes, values, grids } = miniExperiment(x, 1, spec);
      for (let i = 0; i < 500; i++) {
        const { code, value } = miniSteps(x[i], grids[0]);
        expect([code, value]).toEqual([codes[i], values[i]]);
      }
    }
  }
});

test("nothing, one value and equal values give a grid all the same", () => {
  for (const values of [[], [0], [2, 2, 2], [-1]]) {
    const { grids, values: back } = miniExperiment(Float32Array.from(values), 1, MINI_SETTINGS);
    expect(grids).toHaveLength(1);
    expect(Number.isFinite(grids[0].scale)).toBe(true);
    expect(back).toHaveLength(values.length);
  }
});
