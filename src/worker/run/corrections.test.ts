import { afterAll, expect, test, vi } from "vitest";
import type { Mode } from "#experiment/modes.ts";
import { ensureBuilt } from "../build/build.ts";
import { residualLab, residualRecipe } from "../fixtures/lab.ts";
import { never, runLab } from "../fixtures/run-lab.ts";
import { unevenNet } from "../fixtures/uneven-net.ts";
import { runRecipe } from "./run.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

test("biases are corrected from the calibration images, once for the same recipe", async () => {
  const lab = residualLab();
  const corrections = { biasCorrection: true };
  const coarse = { weights: { ...residualRecipe.weights, bits: 3 as const }, corrections };
  const { result, phases } = await runLab(lab, coarse);
  expect(phases).toContain("correct-bias");
  const effects = result.corrections.biasCorrection ?? [];
  expect(effects.length).toBeGreaterThan(0);
  for (const { meanShiftBefore, meanShiftAfter } of effects)
    expect(meanShiftAfter).toBeLessThan(meanShiftBefore);

  lab.calibration.asked = [];
  const evaluation = { count: 24, seed: 2 };
  const again = await runLab(lab, { ...coarse, evaluation });
  expect(lab.calibration.asked).toEqual([]);
  expect(again.result.corrections).toEqual(result.corrections);
  // What is known is built again to the byte that it would have without: the recipe in the file is another.
  const known = await ensureBuilt(lab.model, lab.data, again.recipe, never);
  const other = residualLab();
  const fresh = await ensureBuilt(other.model, other.data, again.recipe, never);
  expect(known.build.bytes).toEqual(fresh.build.bytes);
});

test.each<Mode>(["dynamic", "weight-only"])("biases are corrected without ranges, %s", async (mode) => {
  const lab = residualLab();
  const weights = { ...residualRecipe.weights, bits: 2 as const };
  const { result, phases } = await runLab(lab, { mode, weights, corrections: { biasCorrection: true } });
  expect(result.corrections.biasCorrection?.length).toBeGreaterThan(0);
  expect(phases).not.toContain("calibrate");
  expect(phases).toContain("correct-bias");
});

test("weights are rounded as the calibration images teach, once for the same weights", async () => {
  const lab = residualLab();
  const coarse = {
    weights: { ...residualRecipe.weights, bits: 3 as const },
    corrections: { learnedRounding: true },
  };
  const { result, phases } = await runLab(lab, coarse);
  expect(phases).toContain("round");
  const effects = result.corrections.learnedRounding ?? [];
  expect(effects.map(({ name }) => name)).toEqual(result.layers.map(({ name }) => name));
  for (const { outputMseNearest, outputMseLearned, changed } of effects) {
    expect(changed).toBeGreaterThan(0);
    expect(outputMseLearned).toBeLessThan(outputMseNearest);
  }
  lab.calibration.asked = [];
  const evaluation = { count: 12, seed: 1 };
  const percentile = { ...residualRecipe.calibration, method: "percentile" as const };
  const again = await runLab(lab, { ...coarse, evaluation, calibration: percentile });
  expect(lab.calibration.asked).toEqual([]);
  expect(again.result.corrections).toEqual(result.corrections);
  await runLab(lab, { ...coarse, evaluation, weights: { ...coarse.weights, bits: 4 } });
  expect(lab.calibration.asked).not.toEqual([]);
});

test("a run can be cancelled while it learns to round", async () => {
  const lab = residualLab();
  const recipe = { ...residualRecipe, corrections: { learnedRounding: true } };
  const controller = new AbortController();
  const call = runRecipe(
    lab.model,
    lab.data,
    recipe,
    "wasm",
    (event) => {
      if (event.kind === "phase" && event.phase === "round") controller.abort();
    },
    controller.signal,
  );
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
  expect((await runLab(lab)).result.agreement.total).toBe(40);
});

test("layers are equalized, and compared with the float network that has the same channels", async () => {
  const lab = residualLab(unevenNet());
  const plain = await runLab(lab);
  lab.calibration.asked = [];
  const equalized = await runLab(lab, { corrections: { equalize: true } });
  // Other ranges, hence another pass over the images.
  expect(lab.calibration.asked.flat().length).toBe(16);
  expect(plain.result.corrections.equalization).toBeNull();
  expect(equalized.result.corrections.equalization).toMatchObject([{ first: "c1/Conv", second: "c2/Conv" }]);
  const sqnr = ({ result }: typeof plain) => result.layers.map(({ output }) => output?.sqnrDb ?? -Infinity);
  expect(sqnr(plain)[1]).toBeLessThan(20);
  for (const each of sqnr(equalized)) expect(each).toBeGreaterThan(30);

  lab.calibration.asked = [];
  await runLab(lab, { evaluation: { count: 12, seed: 1 } });
  await runLab(lab, { evaluation: { count: 12, seed: 1 }, corrections: { equalize: true } });
  expect(lab.calibration.asked).toEqual([]);
});
