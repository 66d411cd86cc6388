import { afterAll, expect, test, vi } from "vitest";
import type { Mode } from "#experiment/modes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { ensureBuilt } from "../build/build.ts";
import { residualLab, residualRecipe } from "../fixtures/lab.ts";
import { never, runLab } from "../fixtures/run-lab.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

test("another method, width or mode runs no calibration image again; other images do", async () => {
  const lab = residualLab();
  await runLab(lab);
  expect(new Set(lab.calibration.asked.flat()).size).toBe(16);
  lab.calibration.asked = [];
  const { calibration } = residualRecipe;
  await runLab(lab, { calibration: { ...calibration, method: "percentile", percentile: 99 } });
  await runLab(lab, { activations: { bits: 4, scheme: "symmetric" } });
  await runLab(lab, { mode: "dynamic" });
  const { phases } = await runLab(lab, { mode: "weight-only" });
  expect(phases).not.toContain("calibrate");
  expect(lab.calibration.asked).toEqual([]);
  await runLab(lab, {
    calibration: { ...calibration, distort: { brightness: 1, contrast: 1, blur: 0, noise: 0 } },
  });
  expect(lab.calibration.asked).toEqual([]);
  await runLab(lab, {
    calibration: { ...calibration, distort: { brightness: 0.5, contrast: 1, blur: 0, noise: 0 } },
  });
  expect(lab.calibration.asked.flat().length).toBe(16);
});

test("the same recipe again goes through the same phases, without a build", async () => {
  const lab = residualLab();
  const first = await runLab(lab);
  const build = await ensureBuilt(lab.model, lab.data, first.recipe, never);
  const second = await runLab(lab);
  expect(second.phases).toEqual(first.phases);
  expect(await ensureBuilt(lab.model, lab.data, first.recipe, never)).toBe(build);
  expect(second.result.quantized.top1).toEqual(first.result.quantized.top1);
  // As it may come by a link.
  const reordered = Object.fromEntries(Object.entries(first.recipe).reverse()) as unknown as Recipe;
  expect(await ensureBuilt(lab.model, lab.data, reordered, never)).toBe(build);
});

test("the modes that need no ranges ask for no calibration image", async () => {
  const lab = residualLab();
  await runLab(lab, { mode: "dynamic" });
  await runLab(lab, { mode: "weight-only" });
  expect(lab.calibration.asked).toEqual([]);
});

test.each<Mode>(["static", "dynamic", "weight-only"])(
  "a build that has been dropped is made again to the byte, %s",
  async (mode) => {
    const lab = residualLab();
    const corrections = { equalize: true };
    const { recipe } = await runLab(lab, { mode, corrections });
    const first = await ensureBuilt(lab.model, lab.data, recipe, never);
    lab.model.built.clear();
    const second = await ensureBuilt(lab.model, lab.data, recipe, never);
    expect(second).not.toBe(first);
    expect(second.build.bytes).toEqual(first.build.bytes);
    const other = residualLab();
    const third = await ensureBuilt(other.model, other.data, recipe, never);
    expect(third.build.bytes).toEqual(first.build.bytes);
  },
);
