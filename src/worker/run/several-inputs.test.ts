import { afterAll, expect, test, vi } from "vitest";
import { argmaxRows } from "#experiment/outcomes/predictions.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Entry } from "#images/containers/entry.ts";
import { buildModel, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import { maxDifference, run } from "#onnx/fixtures/run.ts";
import { readModel } from "#onnx/model/read/model.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { residualRecipe } from "../fixtures/lab.ts";
import { never } from "../fixtures/run-lab.ts";
import { dropped, droppedImages, maskedNet, npy, pictureNet, pngs } from "../fixtures/strangers.ts";
import { activationRanges } from "../handlers/layers/layer-activation.ts";
import { exportModel } from "../handlers/model.ts";
import { outputsPictures } from "../handlers/output-pictures.ts";
import { runExperiment } from "../handlers/tasks.ts";
import { Workspace } from "../workspace.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

const COUNT = 24;
const images = noise(COUNT * 3 * 144, 1);
const masks = noise(COUNT * 144, 2).map((value) => (value > 0 ? 1 : 0.25));
const imageFile = { path: "image.npy", blob: npy([COUNT, 3, 12, 12], images) };
const maskFile = { path: "mask.npy", blob: npy([COUNT, 1, 12, 12], masks) };

async function lab(model: ModelProto, files: Entry[]) {
  const workspace = new Workspace();
  const opened = await dropped(model);
  await workspace.openModel(opened);
  workspace.openData(await droppedImages(files, ["image", "mask", "keep_prob"]));
  return { workspace, signal: never, progress: () => {} };
}

const recipe: Recipe = { ...residualRecipe, evaluation: { count: COUNT, seed: 1 } };
type Context = Awaited<ReturnType<typeof lab>>;

const runOn = async (context: Context) => (await runExperiment({ recipe, backend: "wasm" }, context)).a;

/** The quantized file, which depends on what every input was fed while calibrating. */
const built = async (context: Context, change: Partial<Recipe> = {}) =>
  (await exportModel({ recipe: { ...recipe, ...change } }, context)).bytes;

/** What a model gives for all items, in their order. */
async function logitsOf(model: ModelProto): Promise<Float32Array> {
  const { logits } = await run(model, {
    image: { data: images, dims: [COUNT, 3, 12, 12] },
    mask: { data: masks, dims: [COUNT, 1, 12, 12] },
    keep_prob: { data: Float32Array.of(1), dims: [] },
  });
  return logits.data;
}

test.each<[string, () => ModelProto]>([
  ["any batch", () => maskedNet()],
  ["a batch of one that is made free", () => maskedNet(1)],
])("every input gets its array, item by item: %s", async (_, model) => {
  // Right by the model's own answers: any mix-up of items or inputs would show.
  const labels = {
    path: "labels.npy",
    blob: npy([COUNT], Float32Array.from(argmaxRows(await logitsOf(maskedNet()), COUNT))),
  };
  const context = await lab(model(), [maskFile, labels, imageFile]);
  expect(context.workspace.data.summary).toMatchObject({
    evaluationCount: 18,
    labelledCount: { evaluation: 18 },
    fields: [{ name: "mask", dims: [1, 12, 12], perItem: true }],
  });
  const result = await runOn(context);
  expect(result.fp32.top1).toEqual({ correct: 18, total: 18 });
  expect(result.quantized.top1.correct).toBeGreaterThan(12);
  expect(result.layers.every(({ output }) => output !== null && output.sqnrDb > 10)).toBe(true);
  expect(result.fp32.latencyMs?.runs).toBeGreaterThan(0);
  const ranges = await activationRanges({ recipe }, context);
  expect(ranges?.find(({ tensor }) => tensor === "kept")?.max).toBeGreaterThan(0.9);
});

test.each<[string, Partial<Recipe>]>([
  ["learned rounding and bias correction", { corrections: { learnedRounding: true, biasCorrection: true } }],
  ["dynamic", { mode: "dynamic" }],
  ["weights alone", { mode: "weight-only" }],
])("quantizing with several inputs: %s", async (_, change) => {
  const context = await lab(maskedNet(), [imageFile, maskFile]);
  const float = await logitsOf(maskedNet());
  const quantized = await logitsOf(readModel(await built(context, change)));
  const largest = float.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(maxDifference(quantized, float)).toBeLessThan(0.1 * largest);
});

test("an input that is a setting gets its usual value, or the array of its name", async () => {
  const usual = await built(await lab(maskedNet(), [imageFile, maskFile]));
  const keep = (value: number) => ({ path: "keep_prob.npy", blob: npy([], Float32Array.of(value)) });
  const context = await lab(maskedNet(), [imageFile, maskFile, keep(1)]);
  expect(context.workspace.model.summary.otherInputs).toEqual([
    { name: "mask", elementType: "float32", shape: ["n", 1, 12, 12], usual: null },
    {
      name: "keep_prob",
      elementType: "float32",
      shape: [],
      usual: { values: [1], reason: "the model is used, not trained" },
    },
  ]);
  expect(await built(context)).toEqual(usual);
  expect(await built(await lab(maskedNet(), [imageFile, maskFile, keep(0.5)]))).not.toEqual(usual);
});

test("an array of another name is taken where it is the only one of the input's shape", async () => {
  const named = await built(await lab(maskedNet(), [imageFile, maskFile]));
  expect(await built(await lab(maskedNet(), [imageFile, { ...maskFile, path: "where.npy" }]))).toEqual(named);
});

test("encoded images take the rows of an array in the order of their names", async () => {
  const files = await pngs(Array.from({ length: 9 }, (_, i) => `p${i}.png`));
  const mask = { path: "mask.npy", blob: npy([9, 1, 12, 12], noise(9 * 144, 3)) };
  const result = await runOn(await lab(maskedNet(), [...files, mask]));
  expect(result.agreement.total).toBe(7);
});

test("what is missing or has another shape is named", async () => {
  const alone = await lab(maskedNet(), [imageFile]);
  await expect(runOn(alone)).rejects.toMatchObject({
    code: "data.input-missing",
    details: { input: "mask", type: "float32", shape: "[n×1×12×12]", arrays: "" },
  });
  const small = { path: "mask.npy", blob: npy([COUNT, 1, 6, 6], noise(COUNT * 36, 4)) };
  await expect(runOn(await lab(maskedNet(), [imageFile, small]))).rejects.toMatchObject({
    code: "data.shape-mismatch",
    details: { name: "mask", actual: "[1×6×6]", expected: "[n×1×12×12]" },
  });
});

test("images that such a model gives are shown", async () => {
  const { graph } = pictureNet();
  const nodes = graph?.node ?? [];
  for (const each of nodes) each.input = each.input.map((name) => (name === "x" ? "masked" : name));
  const model = buildModel({
    inputs: { image: ["n", 3, 12, 12], mask: ["n", 1, 12, 12] },
    outputs: { y: ["n", 3, 12, 12] },
    initializers: graph?.initializer,
    nodes: [node("Mul", ["image", "mask"], "masked"), ...nodes],
  });
  const context = await lab(model, [imageFile, maskFile]);
  expect(await outputsPictures({ recipe, index: 0, output: "y" }, context)).toMatchObject({ width: 12 });
});

test("a model without images takes its arrays by name, whole numbers too", async () => {
  const model = buildModel({
    inputs: { ids: ["n", 6], weights: ["n", 6] },
    outputs: { scores: ["n", 3] },
    initializers: [noiseTensor("w", [6, 3], 1)],
    nodes: [node("Mul", ["ids", "weights"], "weighed"), node("MatMul", ["weighed", "w"], "scores")],
  });
  const files = [
    { path: "weights.npy", blob: npy([10, 6], noise(60, 5)) },
    { path: "ids.npy", blob: npy([10, 6], noise(60, 6).map(Math.round)) },
  ];
  const workspace = new Workspace();
  await workspace.openModel(await dropped(model));
  workspace.openData(await droppedImages(files, ["ids", "weights"]));
  const context = { workspace, signal: never, progress: () => {} };
  expect(workspace.model.input).toMatchObject({ name: "ids", others: [{ name: "weights" }] });
  expect((await runOn(context)).agreement.total).toBe(8);
});
