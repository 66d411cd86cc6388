import { expect, test } from "vitest";
import type { Corrections } from "#experiment/corrections.ts";
import type { Calibration, Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import type { AutopilotResult } from "#protocol/autopilot.ts";
import { leftOutTexts, triedTexts } from "./tried-texts.ts";

const preprocess = {
  size: 8,
  resize: "stretch" as const,
  layout: "nchw" as const,
  channels: "rgb" as const,
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const base = defaultRecipe({ id: "net", preprocess }, "set");
const point = (method: Calibration["method"], corrections: Corrections = {}) =>
  ({ recipe: { ...base, calibration: { ...base.calibration, method }, corrections } }) as {
    recipe: Recipe;
  } as AutopilotResult["points"][number];

const int8 = { precision: "int", weights: { bits: 8, granularity: "tensor" } } as const;

test("says of each way to store a layer in how many it was measured", () => {
  const [fp32, half, tensor] = triedTexts({
    tried: [
      { precision: "fp32", weights: null, layers: 9, measured: 9 },
      { precision: "fp16", weights: null, layers: 9, measured: 7 },
      { ...int8, layers: 9, measured: 0 },
    ],
    points: [],
  });
  expect(fp32.why).toContain("All 9 layers");
  expect(half).toEqual({
    what: "FP16",
    why: "Measured in 7 of 9 layers, each alone. In 2 it saves next to no byte over what is more exact.",
  });
  expect(tensor).toEqual({
    what: "INT8 per tensor",
    why: "Measured in 0 of 9 layers, each alone. In all it saves next to no byte over what is more exact.",
  });
});

test("names the calibrators and corrections that were measured, and those that were not", () => {
  const points = [point("minmax"), point("entropy", { learnedRounding: true })];
  const tried = triedTexts({ tried: [], points });
  expect(tried.find(({ what }) => what === "Calibration")?.why).toMatch(/^min–max, entropy: /);
  expect(tried.find(({ what }) => what === "Corrections")?.why).toMatch(/^learned rounding, /);
  const left = leftOutTexts({ points, weightless: 0 }, { mode: "static" }).map(({ what }) => what);
  expect(left).toContain("Equalization");
  expect(left).toContain("Calibration by moving average and batch percentile");
  const own = leftOutTexts(
    { points: [point("moving-average", { equalize: true })], weightless: 1 },
    { mode: "static" },
  );
  expect(own.map(({ what }) => what)).toContain("Calibration by batch percentile");
  expect(own.map(({ what }) => what)).toContain("1 layer without weights");
  expect(left.some((what) => what.includes("without weights"))).toBe(false);
  expect(own.map(({ what }) => what)).not.toContain("Equalization");
});
