import { expect, test } from "vitest";
import type { Calibration, Recipe } from "#experiment/recipe.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import { ensureBuilt } from "../../build/build.ts";
import { contextOf, residualLab, residualRecipe } from "../../fixtures/lab.ts";
import { activationRanges } from "./layer-activation.ts";

const lab = residualLab();
const context = await contextOf(lab);
const { signal } = context;
const rangesOf = (change: Partial<Recipe>) =>
  activationRanges({ recipe: { ...residualRecipe, ...change } }, context);
const calibration = (change: Partial<Calibration>) => ({
  calibration: { ...residualRecipe.calibration, ...change },
});

test("are unknown before the images have been run, and do not run them", async () => {
  expect(await rangesOf({})).toBeNull();
  expect(await rangesOf({ corrections: { equalize: true } })).toBeNull();
  expect(lab.calibration.asked).toEqual([]);
});

test("follow the method, the percentile and the widths without running an image", async () => {
  const { build } = await ensureBuilt(lab.model, lab.data, residualRecipe, signal);
  lab.calibration.asked = [];
  const minmax = await rangesOf({});
  const { plan } = lab.model.float(false);
  expect(minmax?.map(({ tensor }) => tensor)).toEqual(plan.tensors);
  for (const { min, max, rmin, rmax, clippedShare, scale, zeroPoint, count } of minmax ?? []) {
    expect([rmin, rmax, clippedShare]).toEqual([Math.min(min, 0), Math.max(max, 0), 0]);
    expect(scale).toBeCloseTo((rmax - rmin) / 255, 6);
    expect(scale * (0 - zeroPoint)).toBeLessThanOrEqual(rmin + scale);
    expect(count).toBeGreaterThan(0);
  }
  // The ranges shown are those of the built model.
  const stored = build.model.graph?.initializer.find(({ name }) => name === "x_scale");
  expect(stored && readFloats(stored)[0]).toBe(minmax?.find(({ tensor }) => tensor === "x")?.scale);

  const percentile = await rangesOf(calibration({ method: "percentile", percentile: 90 }));
  const input = percentile?.find(({ tensor }) => tensor === "x");
  expect(input?.layer).toBeNull();
  expect(input?.clippedShare).toBeCloseTo(0.1, 2);
  const first = percentile?.find(({ layer }) => layer === plan.layers[0].name);
  expect(first?.tensor).toBe(plan.layers[0].outputTensor);

  const symmetric = await rangesOf({ activations: { bits: 4, scheme: "symmetric" } });
  for (const { rmin, rmax, bits, zeroPoint, scale } of symmetric ?? []) {
    expect([rmin, bits, zeroPoint]).toEqual([-rmax, 4, 0]);
    expect(scale).toBeCloseTo(rmax / 7, 6);
  }
  expect(lab.calibration.asked).toEqual([]);
});

test("are not known for other images", async () => {
  const distort = { brightness: 2, contrast: 1, blur: 0, noise: 0 };
  for (const change of [{ seed: 2 }, { count: 8 }, { classes: [1] }, { distort }]) {
    expect(await rangesOf(calibration(change))).toBeNull();
  }
});
