import { expect, test } from "vitest";
import { normal, uniform } from "#statistics/distributions.ts";
import { MINI_SETTINGS } from "./fixtures/mini-settings.ts";
import { type MiniSettings, miniExperiment, miniSteps } from "./mini-experiment.ts";
import { gridValues, miniSummary } from "./mini-summary.ts";

const settings: MiniSettings = { ...MINI_SETTINGS, bits: 3 };
const summaryOf = (x: Float32Array, change: Partial<MiniSettings>, channels = 1) =>
  miniSummary(x, miniExperiment(x, channels, { ...settings, ...change }));

test("by hand: two bits, three codes, one step", () => {
  const { mse, maxAbsError, idealMse, mean, variance, usedCodes, codeCount } = summaryOf(
    Float32Array.of(-1, 0, 0.25, 1),
    { bits: 2 },
  );
  expect({ mse, maxAbsError, usedCodes, codeCount }).toEqual({
    mse: 0.0625 / 4,
    maxAbsError: 0.25,
    usedCodes: 3,
    codeCount: 3,
  });
  expect(idealMse).toBeCloseTo(1 / 12, 12);
  expect(mean).toBeCloseTo(0.0625, 12);
  expect(variance).toBeCloseTo(2.0625 / 4 - 0.0625 ** 2, 12);
});

test("uniform values over the grid's range err as s²/12 says, none is clipped", () => {
  const { mse, idealMse, clippedCount, clippingMse } = summaryOf(uniform(16384, 1), { bits: 5 });
  expect(mse / idealMse).toBeGreaterThan(0.95);
  expect(mse / idealMse).toBeLessThan(1.05);
  expect([clippedCount, clippingMse]).toEqual([0, 0]);
});

test("clipped values are those whose rounded code lies outside, on every form of grid", () => {
  const x = normal(4096, 2);
  for (const zero of ["textbook", "real-offset", "deployable"] as const)
    for (const scheme of ["symmetric", "asymmetric"] as const) {
      const range = { method: "percentile", percent: 95 } as const;
      const change = { zero, scheme, range };
      const { grids } = miniExperiment(x, 1, { ...settings, ...change });
      const [{ qmin, qmax }] = grids;
      const beyond = x.filter((value) => {
        const { rounded } = miniSteps(value, grids[0]);
        return rounded < qmin || rounded > qmax;
      });
      const summary = summaryOf(x, change);
      expect(summary.clippedCount).toBe(beyond.length);
      expect(beyond.length).toBeGreaterThan(20);
      expect(summary.roundingMse + summary.clippingMse).toBeCloseTo(summary.mse, 12);
      const levels = gridValues(grids[0]);
      expect(levels).toHaveLength(summary.codeCount);
      for (let i = 0; i < 100; i++) {
        const { code, value } = miniSteps(x[i], grids[0]);
        expect(levels[code - qmin]).toBeCloseTo(value, 6);
      }
    }
});

test("several scales: each value is held against its own step", () => {
  const x = Float32Array.of(0, 7, 0, 70);
  const { idealMse, codeCount } = summaryOf(x, { bits: 4, granularity: { kind: "channel" } }, 2);
  expect(idealMse).toBeCloseTo((1 + 100) / 2 / 12, 10);
  expect(codeCount).toBe(30);
});

test("no values: no error that could be told", () => {
  const summary = summaryOf(new Float32Array(0), {});
  expect(summary).toMatchObject({
    count: 0,
    mse: Number.NaN,
    sqnrDb: Number.NaN,
    variance: 0,
    idealMse: 0,
    clippedCount: 0,
  });
});
