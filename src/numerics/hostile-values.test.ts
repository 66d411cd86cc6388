import { expect, test } from "vitest";
import { activationGrid, deployableParams } from "./affine.ts";
import { CALIBRATION_METHOD_IDS, calibrationRange } from "./calibration/methods/registry.ts";
import { ActivationObserver } from "./calibration/observer.ts";
import { histogramRoundTrip } from "./errors/round-trip-histogram.ts";
import type { WeightSpec } from "./grid.ts";
import { dequantizeWeights, quantizeWeights } from "./weights/weights.ts";

const LARGEST = 3.4028234663852886e38;
const SETS: Record<string, readonly number[]> = {
  "one value": [3],
  "one zero": [0],
  "minus zero": [-0],
  "a constant": Array(50).fill(-7),
  "the smallest denormals": [1e-45, -1e-45],
  denormals: Array.from({ length: 300 }, (_, i) => i * 1e-43),
  "the largest floats": [LARGEST, -LARGEST],
  "the whole range": Array.from({ length: 300 }, (_, i) => ((i - 150) / 150) * LARGEST),
  "the smallest beside the largest": [1e-45, 1, LARGEST],
  "an outlier": [...Array.from({ length: 1000 }, (_, i) => i / 1000), 1e38],
  "NaN and infinities beside numbers": [Number.NaN, 1, Infinity, -2, -Infinity],
};
const GRIDS = ([8, 4, 2] as const).flatMap((bits) =>
  (["symmetric", "asymmetric"] as const).map((scheme) => ({ bits, scheme })),
);

test.each(Object.keys(SETS))("every calibration method gives a range and a scale: %s", (name) => {
  const observer = new ActivationObserver();
  observer.observe(Float32Array.from(SETS[name]), 1);
  expect(observer.nonFinite).toBe(SETS[name].filter((value) => !Number.isFinite(value)).length);
  for (const method of CALIBRATION_METHOD_IDS)
    for (const grid of GRIDS) {
      const what = JSON.stringify([method, grid]);
      const { rmin, rmax } = calibrationRange(observer, { method, percentile: 99 }, grid);
      expect([rmin, rmax].every(Number.isFinite) && rmin <= rmax, what).toBe(true);
      const params = deployableParams(rmin, rmax, activationGrid(grid));
      expect(params.scale > 0 && Math.fround(params.scale) < Infinity, what).toBe(true);
      expect(Number.isInteger(params.zeroPoint), what).toBe(true);
      const { sqnrDb, mse, maxAbsError } = histogramRoundTrip(observer.histogram ?? never(), params);
      expect([mse, maxAbsError].every(Number.isFinite), what).toBe(true);
      expect(Number.isNaN(sqnrDb), what).toBe(false);
    }
});

const never = () => {
  throw new Error("no histogram");
};

test.each(Object.keys(SETS).filter((name) => SETS[name].every(Number.isFinite)))(
  "every scale of weights and what its codes stand for are finite: %s",
  (name) => {
    const shape = [1, SETS[name].length];
    const granularities: WeightSpec["granularity"][] = [
      { kind: "tensor" },
      { kind: "channel" },
      { kind: "group", size: 1 },
    ];
    for (const grid of GRIDS)
      for (const granularity of granularities)
        for (const range of ["minmax", "mse"] as const) {
          const quantized = quantizeWeights(Float32Array.from(SETS[name]), shape, 0, {
            ...grid,
            granularity,
            range,
          });
          const what = JSON.stringify([grid, granularity, range]);
          expect(
            quantized.scales.every((scale) => scale > 0 && scale < Infinity),
            what,
          ).toBe(true);
          expect(dequantizeWeights(quantized, shape).every(Number.isFinite), what).toBe(true);
        }
  },
);
