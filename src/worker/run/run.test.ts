import { afterAll, describe, expect, test, vi } from "vitest";
import { predictMissing, UNKNOWN } from "#engine/predict.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { MODE_IDS } from "#experiment/modes.ts";
import { readModel } from "#onnx/model/read/model.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { ensureBuilt } from "../build/build.ts";
import { residualLab } from "../fixtures/lab.ts";
import { besidesChance, never, runLab } from "../fixtures/run-lab.ts";
import { Evaluation } from "./evaluation/evaluation.ts";
import { RunClock } from "./run-clock.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

test("a run goes through the phases in order and measures both variants", async () => {
  const lab = residualLab();
  const { result, phases } = await runLab(lab);
  expect(phases).toEqual(["prepare", "baseline", "calibrate", "quantize", "evaluate", "latency", "layers"]);
  expect(result.fp32.top1.total).toBe(40);
  expect(result.agreement.correct).toBe(40 - result.flips.length);
  expect(result.agreement.correct).toBeGreaterThan(30);
  expect(result.quantized.weightBytes).toBeLessThan(result.fp32.weightBytes);
  // Floats: x, the first layer's output and what MaxPool makes of it. Codes: beside x, those of x and of that output.
  expect(result.fp32.activationBytes).toBe(4 * (3 * 144 + 8 * 144 + 8 * 36));
  expect(result.quantized.activationBytes).toBe(4 * 3 * 144 + 3 * 144 + 8 * 144);
  expect(besidesChance(result.notices)).toEqual([]);
  expect(result.corrections).toEqual({ equalization: null, biasCorrection: null, learnedRounding: null });
  for (const { precision, output, weights, latencyMs } of result.layers) {
    expect(precision).toBe("int");
    expect(output?.sqnrDb).toBeGreaterThan(10);
    expect(weights?.mse).toBeGreaterThan(0);
    expect(latencyMs?.quantized).toBeGreaterThan(0);
  }
});

test("a dynamically quantized model sees one image at a time", async () => {
  const lab = residualLab();
  await runLab(lab);
  // FP32's predictions are known by now, so that what follows is asked for by the quantized model.
  lab.evaluation.asked = [];
  await runLab(lab, { mode: "dynamic" });
  expect(new Set(lab.evaluation.asked.map((batch) => batch.length))).toEqual(new Set([1]));
});

describe.each(MODE_IDS)("%s", (mode) => {
  test("what is exported predicts what the run says", async () => {
    const lab = residualLab();
    const { recipe, result } = await runLab(lab, { mode });
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
    for (const { latencyMs } of result.layers) expect(latencyMs?.quantized).toBeGreaterThan(0);
  });
});

test("layers with narrow, signed activations are timed, too", async () => {
  const { result } = await runLab(residualLab(), { activations: { bits: 4, scheme: "symmetric" } });
  for (const { latencyMs, simulated } of result.layers) {
    expect(simulated).toBe(true);
    expect(latencyMs?.quantized).toBeGreaterThan(0);
  }
});

test("an override of a layer that the model lacks is a notice, once, and the run goes on", async () => {
  const { result, notices } = await runLab(residualLab(), { layers: { gone: { precision: "fp32" } } });
  const notice = { code: "recipe.unknown-layer", details: { layer: "gone" } };
  expect(besidesChance(result.notices)).toEqual([notice]);
  expect(besidesChance(notices)).toEqual([notice]);
  expect(result.agreement.total).toBe(40);
});
