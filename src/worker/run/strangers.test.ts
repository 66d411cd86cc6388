import { afterAll, expect, test, vi } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { noise } from "#onnx/fixtures/build.ts";
import { halvedModel } from "#onnx/fixtures/halved-model.ts";
import { residualNet } from "#onnx/fixtures/residual-net.ts";
import { run } from "#onnx/fixtures/run.ts";
import { readModel } from "#onnx/model/read/model.ts";
import { errorMessage } from "#ui/notice/error-messages.ts";
import { ensureBuilt } from "../build/build.ts";
import { residualLab, residualPreprocess, residualRecipe } from "../fixtures/lab.ts";
import { besidesChance, never } from "../fixtures/run-lab.ts";
import {
  channelsLastNet,
  damagedLater,
  dropped,
  droppedImages,
  fixedNet,
  npy,
  pictureNet,
  pngs,
} from "../fixtures/strangers.ts";
import { exportModel } from "../handlers/model.ts";
import { outputsPictures } from "../handlers/output-pictures.ts";
import { runExperiment } from "../handlers/tasks.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { Workspace } from "../workspace.ts";
import { Fp32Outputs } from "./evaluation/outputs.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

async function contextOf(model: LoadedModel, data: LoadedData) {
  const workspace = new Workspace();
  await workspace.openModel(model);
  workspace.openData(data);
  return { workspace, signal: never, progress: () => {} };
}

async function runOn(model: LoadedModel, data: LoadedData, change: Partial<Recipe> = {}) {
  const recipe = { ...residualRecipe, ...change };
  const context = await contextOf(model, data);
  return { recipe, context, result: (await runExperiment({ recipe, backend: "wasm" }, context)).a };
}

const paths = (count: number) => Array.from({ length: count }, (_, i) => `p${i}.png`);

test("images without labels are compared with FP32", async () => {
  const data = await droppedImages(await pngs(paths(24)));
  const { result } = await runOn(await dropped(fixedNet()), data);
  expect(result.fp32.top1).toEqual({ correct: 0, total: 0 });
  expect(result.agreement.total).toBe(18);
  expect(result.flips.every(({ label }) => label === -1)).toBe(true);
  expect(result.notices).toEqual([]);
  const [output] = result.outputs;
  expect(output).toMatchObject({ name: "logits", shape: [5] });
  expect(output.sqnrDb).toBeGreaterThan(15);
  expect(output.cosine).toBeGreaterThan(0.98);
  expect(output.klDivergence).toBeGreaterThan(0);
});

test("outputs are compared over all items as one pass over both models does", async () => {
  const lab = residualLab();
  const { recipe, context, result } = await runOn(lab.model, lab.data);
  const { build } = await ensureBuilt(lab.model, lab.data, recipe, never);
  const indices = lab.data.evaluationIndices(recipe.evaluation);
  const data = new Float32Array(indices.length * 432);
  indices.forEach((index, i) => {
    const { rgba } = lab.evaluation.pictures;
    for (let p = 0; p < 144; p++)
      for (let c = 0; c < 3; c++) data[i * 432 + c * 144 + p] = rgba[(index * 144 + p) * 4 + c] / 127.5 - 1;
  });
  const feeds = { x: { data, dims: [indices.length, 3, 12, 12] } };
  const before = (await run(residualNet(), feeds)).logits.data;
  const after = (await run(readModel(build.bytes), feeds)).logits.data;
  const sum = (term: (i: number) => number) => Array.from(before.keys()).reduce((all, i) => all + term(i), 0);
  const noisePower = sum((i) => (before[i] - after[i]) ** 2);
  expect(result.outputs[0].mse).toBeCloseTo(noisePower / before.length, 6);
  expect(result.outputs[0].sqnrDb).toBeCloseTo(10 * Math.log10(sum((i) => before[i] ** 2) / noisePower), 2);
  expect(context.workspace.model).toBe(lab.model);
});

test("what FP32 gave and was not kept is run again, and compared alike", async () => {
  const kept = residualLab();
  const { result } = await runOn(kept.model, kept.data);
  const lab = residualLab();
  const none = new Fp32Outputs(lab.evaluation.labels.length, 0);
  vi.spyOn(lab.model, "fp32Outputs").mockReturnValue(none);
  const again = await runOn(lab.model, lab.data);
  expect(again.result.outputs[0].mse).toBeCloseTo(result.outputs[0].mse, 7);
  expect(again.result.agreement).toEqual(result.agreement);
});

test("a model with images and scores out: each output is compared, images are shown", async () => {
  const data = await droppedImages(await pngs(paths(16)));
  const model = await dropped(pictureNet(true));
  const { recipe, context, result } = await runOn(model, data);
  expect(result.agreement).toEqual({ correct: 0, total: 0 });
  expect(result.fp32.perClass).toEqual([]);
  expect(result.outputs.map(({ name, shape }) => [name, shape])).toEqual([
    ["y", [3, 12, 12]],
    ["scores", [6]],
  ]);
  for (const { sqnrDb, klDivergence } of result.outputs) {
    expect(sqnrDb).toBeGreaterThan(20);
    expect(klDivergence).toBeNull();
  }
  const ask = (output: string) => outputsPictures({ recipe, index: 3, output }, context);
  const shown = await ask("y");
  expect(shown).toMatchObject({ width: 12, height: 12 });
  expect(shown?.largestDifference).toBeGreaterThan(0);
  expect(shown?.largestDifference).toBeLessThanOrEqual(result.outputs[0].maxAbsError * 1.001);
  expect(await ask("scores")).toBeNull();
});

test("channels last and half precision run as the plain net does", async () => {
  const data = await droppedImages(await pngs(paths(16)));
  const plain = await runOn(await dropped(residualNet()), data);
  const last = await runOn(await dropped(channelsLastNet()), data, {
    preprocess: { ...residualPreprocess, layout: "nhwc" },
  });
  const half = await runOn(await dropped(halvedModel(residualNet())), data);
  expect(last.result.outputs[0].mse).toBeCloseTo(plain.result.outputs[0].mse, 5);
  expect(half.result.outputs[0].sqnrDb).toBeCloseTo(plain.result.outputs[0].sqnrDb, 0);
  expect(last.result.layers.map(({ precision }) => precision)).toEqual(["int", "int", "int"]);
});

test("damaged images count nowhere and are told", async () => {
  const files = await pngs(paths(24));
  const broken = files.map((file, i) => (i % 6 === 0 ? { ...file, blob: file.blob.slice(0, 60) } : file));
  const { result } = await runOn(
    await dropped(residualNet()),
    await droppedImages(broken, undefined, damagedLater),
  );
  const skipped = result.notices.find(({ code }) => code === "data.pictures-skipped");
  const count = Number(skipped?.details.count);
  expect(count).toBeGreaterThan(0);
  expect(skipped?.details.first).toMatch(/^p\d+\.png$/);
  expect(result.agreement.total).toBeGreaterThanOrEqual(18 - count);
  expect(result.agreement.total).toBeLessThan(18);
});

test("labels beyond the model's classes count as none; guessing is told", async () => {
  const classes = ["a", "b", "c", "d", "e", "f"];
  const data = await droppedImages(
    await pngs(Array.from({ length: 60 }, (_, i) => `${classes[i % 6]}/${i}.png`)),
  );
  const { result } = await runOn(await dropped(residualNet()), data, { evaluation: { count: 60, seed: 1 } });
  const beyond = result.notices.find(({ code }) => code === "data.labels-beyond-classes");
  expect(beyond?.details).toMatchObject({ classes: 5, largest: 5 });
  expect(result.fp32.top1.total).toBe(result.agreement.total - Number(beyond?.details.count));
  expect(result.notices.map(({ code }) => code)).toContain("fp32.near-chance");
});

test("tensors are evaluated without preprocessing", async () => {
  const values = noise(16 * 432, 5) as Float32Array<ArrayBuffer>;
  const data = await droppedImages([{ path: "x.npy", blob: npy([16, 3, 12, 12], values) }]);
  const { result } = await runOn(await dropped(residualNet()), data);
  expect(result.agreement.total).toBe(12);
  expect(besidesChance(result.notices)).toEqual([]);
});

test("a model that came quantized is evaluated as it is, and not quantized again", async () => {
  const lab = residualLab();
  const first = await runOn(lab.model, lab.data);
  const { bytes } = await exportModel({ recipe: first.recipe }, first.context);
  const model = await dropped(readModel(bytes));
  expect(model.summary.quantizedAlready).toMatchObject({ kind: "qdq" });
  expect(model.summary.layers).toEqual([]);
  const { recipe, context, result } = await runOn(model, lab.data);
  expect(result.fp32).toEqual(result.quantized);
  expect(result.fp32.top1).toEqual(first.result.quantized.top1);
  expect(result.notices[0]).toEqual({ code: "model.already-quantized", details: { kind: "qdq" } });
  await expect(exportModel({ recipe }, context)).rejects.toMatchObject({ code: "model.already-quantized" });
});

test("a model that came quantized but for one layer says which, and its FP32 original quantizes that one too", async () => {
  const lab = residualLab();
  const kept = residualRecipe.layers;
  const [{ name }] = lab.model.summary.layers;
  const first = await runOn(lab.model, lab.data, { layers: { ...kept, [name]: { precision: "fp32" } } });
  const { bytes } = await exportModel({ recipe: first.recipe }, first.context);
  const model = await dropped(readModel(bytes));
  expect(model.summary.quantizedAlready).toMatchObject({ kind: "qdq", floatLayers: [name] });
  const { recipe, context, result } = await runOn(model, lab.data);
  const details = { kind: "qdq", left: 1, first: name };
  expect(result.notices[0]).toEqual({ code: "model.already-quantized", details });
  await expect(exportModel({ recipe }, context)).rejects.toMatchObject({
    code: "model.already-quantized",
    details,
  });
  const { what, remedy } = errorMessage("model.already-quantized", details);
  expect(what).toContain(`1 layer in it is still FP32 (“${name}”)`);
  expect(remedy).toContain("floating-point model that it was made from");

  const again = await runOn(lab.model, lab.data);
  const whole = await exportModel({ recipe: again.recipe }, again.context);
  const { quantizedAlready } = (await dropped(readModel(whole.bytes))).summary;
  expect(quantizedAlready?.floatLayers).toEqual([]);
});
