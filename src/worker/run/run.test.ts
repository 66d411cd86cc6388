import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Mode, Recipe } from "#core/recipe.ts";
import { predictMissing, UNKNOWN } from "#engine/predict.ts";
import { EngineSession } from "#engine/session.ts";
import { readModel } from "#onnx/read/model.ts";
import { writeModel } from "#onnx/write/model.ts";
import type { RunProgress } from "#protocol/messages.ts";
import { ensureBuilt } from "../build.ts";
import { type Lab, residualLab, residualRecipe } from "../fixtures/lab.ts";
import { unevenNet } from "../fixtures/uneven-net.ts";
import { Evaluation } from "./evaluation.ts";
import { runRecipe } from "./run.ts";
import { RunClock } from "./run-clock.ts";

const never = new AbortController().signal;
const MODES: readonly Mode[] = ["static", "dynamic", "weight-only"];

beforeAll(() => {
  vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
});

async function run({ model, data }: Lab, change: Partial<Recipe> = {}) {
  const progress: RunProgress[] = [];
  const recipe = { ...residualRecipe, ...change };
  const result = await runRecipe(model, data, recipe, "wasm", (event) => progress.push(event), never);
  const phases = progress.flatMap((event) => (event.kind === "phase" ? [event.phase] : []));
  const notices = progress.flatMap((event) => (event.kind === "notice" ? [event] : []));
  return { recipe, result, notices, phases: [...new Set(phases)] };
}

test("a run goes through the phases in order and measures both variants", async () => {
  const lab = residualLab();
  const { result, phases } = await run(lab);
  expect(phases).toEqual(["prepare", "baseline", "calibrate", "quantize", "evaluate", "latency", "layers"]);
  expect(result.fp32.top1.total).toBe(40);
  expect(result.agreement.correct).toBe(40 - result.flips.length);
  expect(result.agreement.correct).toBeGreaterThan(30);
  expect(result.quantized.weightBytes).toBeLessThan(result.fp32.weightBytes);
  expect(result.notices).toEqual([]);
  expect(result.corrections).toEqual({ equalization: null, biasCorrection: null, learnedRounding: null });
  for (const { precision, output, weights, latencyMs } of result.layers) {
    expect(precision).toBe("int");
    expect(output?.sqnrDb).toBeGreaterThan(10);
    expect(weights?.mse).toBeGreaterThan(0);
    expect(latencyMs?.quantized).toBeGreaterThan(0);
  }
});

test("another method, width or mode runs no calibration picture again; other pictures do", async () => {
  const lab = residualLab();
  await run(lab);
  expect(new Set(lab.calibration.asked.flat()).size).toBe(16);
  lab.calibration.asked = [];
  const { calibration } = residualRecipe;
  await run(lab, { calibration: { ...calibration, method: "percentile", percentile: 99 } });
  await run(lab, { activations: { bits: 4, scheme: "symmetric" } });
  await run(lab, { mode: "dynamic" });
  const { phases } = await run(lab, { mode: "weight-only" });
  expect(phases).not.toContain("calibrate");
  expect(lab.calibration.asked).toEqual([]);
  await run(lab, {
    calibration: { ...calibration, distort: { brightness: 1, contrast: 1, blur: 0, noise: 0 } },
  });
  expect(lab.calibration.asked).toEqual([]);
  await run(lab, {
    calibration: { ...calibration, distort: { brightness: 0.5, contrast: 1, blur: 0, noise: 0 } },
  });
  expect(lab.calibration.asked.flat().length).toBe(16);
});

test("the modes that need no ranges ask for no calibration picture", async () => {
  const lab = residualLab();
  await run(lab, { mode: "dynamic" });
  await run(lab, { mode: "weight-only" });
  expect(lab.calibration.asked).toEqual([]);
});

test("a dynamically quantized model sees one picture at a time", async () => {
  const lab = residualLab();
  await run(lab);
  // FP32's predictions are known by now, so that what follows is asked for by the quantized model.
  lab.evaluation.asked = [];
  await run(lab, { mode: "dynamic" });
  expect(new Set(lab.evaluation.asked.map((batch) => batch.length))).toEqual(new Set([1]));
});

describe.each(MODES)("%s", (mode) => {
  test("what is exported predicts what the run says", async () => {
    const lab = residualLab();
    const { recipe, result } = await run(lab, { mode });
    const { build } = await ensureBuilt(lab.model, lab.data, recipe, never);
    expect(build.bytes.length).toBe(result.quantized.sizeBytes);
    const again = writeModel(readModel(build.bytes));
    const session = await EngineSession.create(again, { backend: "wasm" });
    const predictions = new Int32Array(lab.evaluation.labels.length).fill(UNKNOWN);
    const indices = lab.data.evaluationIndices(recipe.evaluation);
    const { source } = new Evaluation(lab.model, lab.data, recipe, new RunClock(() => {}), never);
    await predictMissing(session, source, indices, predictions, {
      outputName: "logits",
      classCount: lab.data.classCount,
      fixedBatch: null,
      maxBatch: 1,
      signal: never,
    });
    const right = indices.filter((index) => predictions[index] === lab.evaluation.labels[index]).length;
    expect(right).toBe(result.quantized.top1.correct);
    for (const { index, quantized } of result.flips) expect(predictions[index]).toBe(quantized);
  });

  test("a build that has been dropped is made again to the byte", async () => {
    const lab = residualLab();
    const corrections = { equalize: true };
    const { recipe } = await run(lab, { mode, corrections });
    const first = await ensureBuilt(lab.model, lab.data, recipe, never);
    lab.model.built.clear();
    const second = await ensureBuilt(lab.model, lab.data, recipe, never);
    expect(second).not.toBe(first);
    expect(second.build.bytes).toEqual(first.build.bytes);
    const other = residualLab();
    const third = await ensureBuilt(other.model, other.data, recipe, never);
    expect(third.build.bytes).toEqual(first.build.bytes);
  });
});

test("an override of a layer that the model lacks is a notice, once, and the run goes on", async () => {
  const { result, notices } = await run(residualLab(), { layers: { gone: { precision: "fp32" } } });
  const notice = { code: "recipe.unknown-layer", details: { layer: "gone" } };
  expect(result.notices).toEqual([notice]);
  expect(notices).toEqual([{ kind: "notice", ...notice }]);
  expect(result.agreement.total).toBe(40);
});

describe("corrections", () => {
  test("biases are corrected from the calibration pictures, once for the same recipe", async () => {
    const lab = residualLab();
    const corrections = { biasCorrection: true };
    const coarse = { weights: { ...residualRecipe.weights, bits: 3 as const }, corrections };
    const { result, phases } = await run(lab, coarse);
    expect(phases).toContain("correct-bias");
    const effects = result.corrections.biasCorrection ?? [];
    expect(effects.length).toBeGreaterThan(0);
    for (const { meanShiftBefore, meanShiftAfter } of effects)
      expect(meanShiftAfter).toBeLessThan(meanShiftBefore);

    lab.calibration.asked = [];
    const evaluation = { count: 24, seed: 2 };
    const again = await run(lab, { ...coarse, evaluation });
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
    const { result, phases } = await run(lab, { mode, weights, corrections: { biasCorrection: true } });
    expect(result.corrections.biasCorrection?.length).toBeGreaterThan(0);
    expect(phases).not.toContain("calibrate");
    expect(phases).toContain("correct-bias");
  });

  test("layers are equalized, and compared with the float network that has the same channels", async () => {
    const lab = residualLab(unevenNet());
    const plain = await run(lab);
    lab.calibration.asked = [];
    const equalized = await run(lab, { corrections: { equalize: true } });
    // Other ranges, hence another pass over the pictures.
    expect(lab.calibration.asked.flat().length).toBe(16);
    expect(plain.result.corrections.equalization).toBeNull();
    expect(equalized.result.corrections.equalization).toMatchObject([
      { first: "c1/Conv", second: "c2/Conv" },
    ]);
    const sqnr = ({ result }: typeof plain) => result.layers.map(({ output }) => output?.sqnrDb ?? -Infinity);
    expect(sqnr(plain)[1]).toBeLessThan(20);
    for (const each of sqnr(equalized)) expect(each).toBeGreaterThan(30);

    lab.calibration.asked = [];
    await run(lab, { evaluation: { count: 12, seed: 1 } });
    await run(lab, { evaluation: { count: 12, seed: 1 }, corrections: { equalize: true } });
    expect(lab.calibration.asked).toEqual([]);
  });
});
