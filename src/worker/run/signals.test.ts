import { BlobWriter, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import { afterAll, describe, expect, test, vi } from "vitest";
import type { Entry } from "#images/containers/entry.ts";
import { buildModel, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import { run } from "#onnx/fixtures/run.ts";
import { readModel } from "#onnx/model/read/model.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { residualRecipe } from "../fixtures/lab.ts";
import { never } from "../fixtures/run-lab.ts";
import { dropped, droppedImages, npy } from "../fixtures/strangers.ts";
import { firstLatencies } from "../handlers/latency-first.ts";
import { layerActivation } from "../handlers/layers/layer-activation.ts";
import { layerScatter } from "../handlers/layers/layer-scatter.ts";
import { exportModel } from "../handlers/model.ts";
import { outputsPictures } from "../handlers/output-pictures.ts";
import { pictures } from "../handlers/pictures.ts";
import { runExperiment } from "../handlers/tasks.ts";
import { sweep } from "../sweep/sweep.ts";
import { Workspace } from "../workspace.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

const COUNT = 24;
const SIZE = 3 * 40;

/** A classifier of signals of three channels and 40 steps; `tail` is what follows the scores. */
function signalNet({
  batch = "N" as number | string,
  output = [batch, 5] as (number | string)[],
  tail = [] as ReturnType<typeof node>[],
  initializers = [] as ReturnType<typeof noiseTensor>[],
} = {}): ModelProto {
  return buildModel({
    inputs: { x: [batch, 3, 40] },
    outputs: { y: output },
    initializers: [
      noiseTensor("w", [8, 3, 5], 1, 0.4),
      noiseTensor("v", [8, 5], 2, 0.5),
      noiseTensor("b", [5], 3, 0.1),
      ...initializers,
    ],
    nodes: [
      node("Conv", ["x", "w"], "c", { pads: [2, 2] }),
      node("Relu", ["c"], "r"),
      node("GlobalAveragePool", ["r"], "p"),
      node("Flatten", ["p"], "f"),
      node("Gemm", ["f", "v", "b"], tail.length > 0 ? "scores" : "y"),
      ...tail,
    ],
  });
}

/** Three signals, each eight times, so that calibration sees every range. */
const three = noise(3 * SIZE, 7);
const values = Float32Array.from({ length: COUNT * SIZE }, (_, i) => three[i % three.length]);

async function zipped(files: Record<string, Blob>): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [path, blob] of Object.entries(files))
    await writer.add(path, new Uint8ArrayReader(new Uint8Array(await blob.arrayBuffer())));
  return writer.close();
}

async function contextOf(model: ModelProto, files: Entry[]) {
  const workspace = new Workspace();
  const opened = await dropped(model);
  await workspace.openModel(opened);
  workspace.openData(await droppedImages(files, opened));
  return { workspace, signal: never, progress: () => {} };
}

type Context = Awaited<ReturnType<typeof contextOf>>;

const recipe = { ...residualRecipe, evaluation: { count: COUNT, seed: 1 } };
const runOn = async (context: Context) => (await runExperiment({ recipe, backend: "wasm" }, context)).a;

const labels = (of: (i: number) => number): Entry => ({
  path: "y.npy",
  blob: npy(
    [COUNT],
    Float32Array.from({ length: COUNT }, (_, i) => of(i)),
  ),
});

const wholeFile = (dims: number[]) => ({ path: "x.npy", blob: npy(dims, values) });
const itemFiles = (dims: number[]) =>
  Array.from({ length: COUNT }, (_, i) => ({
    path: `signals/${String(i).padStart(3, "0")}.npy`,
    blob: npy(dims, values.slice(i * SIZE, (i + 1) * SIZE)),
  }));

describe("signals of rank 3", () => {
  test.each<[string, () => Promise<Entry[]> | Entry[]]>([
    ["one array", () => [wholeFile([COUNT, 3, 40])]],
    ["one array with a dimension of 1 too many", () => [wholeFile([COUNT, 1, 3, 40])]],
    [
      "an .npz",
      async () => [{ path: "d.npz", blob: await zipped({ "x.npy": npy([COUNT, 3, 40], values) }) }],
    ],
    [
      "an .npz of one array for each item",
      async () => [
        {
          path: "d.npz",
          blob: await zipped(Object.fromEntries(itemFiles([3, 40]).map(({ path, blob }) => [path, blob]))),
        },
      ],
    ],
    ["one file for each item", () => itemFiles([3, 40])],
    ["one file for each item with its batch of 1", () => itemFiles([1, 3, 40])],
  ])("fit as %s", async (_, files) => {
    const context = await contextOf(signalNet(), await files());
    const { data, model } = context.workspace;
    expect(data.summary).toMatchObject({ kind: "tensors", skipped: [], evaluationCount: 18 });
    const result = await runOn(context);
    expect(result.agreement.total).toBe(18);
    const { bytes } = await exportModel({ recipe }, context);
    const feeds = { x: { data: values, dims: [COUNT, 3, 40] } };
    const before = (await run(model.runs, feeds)).y.data;
    const after = (await run(readModel(bytes), feeds)).y.data;
    const power = before.reduce((sum, value) => sum + value ** 2, 0);
    const noisePower = before.reduce((sum, value, i) => sum + (value - after[i]) ** 2, 0);
    // Each item is there eight times, so that the split weighs them almost alike.
    expect(result.outputs[0].sqnrDb).toBeCloseTo(10 * Math.log10(power / noisePower), -0.5);
    expect(result.outputs[0].sqnrDb).toBeGreaterThan(30);
    expect(result.layers.map(({ precision }) => precision)).toEqual(["int", "int"]);
  });

  test("have labels, by one file for all or by the folders of their files", async () => {
    const stacked = await contextOf(signalNet(), [wholeFile([COUNT, 3, 40]), labels((i) => i % 5)]);
    expect((await runOn(stacked)).fp32.top1.total).toBe(18);
    const single = await contextOf(signalNet(), [...itemFiles([3, 40]), labels((i) => i % 5)]);
    const { calibration, evaluation } = single.workspace.data;
    for (const split of [calibration, evaluation] as const)
      split.labels.forEach((label, i) => {
        if (split.kind === "tensors") expect(split.items[i].path).toMatch(/^signals\/\d{3}\.npy$/);
        if (split.kind === "tensors") expect(Number(split.items[i].path.slice(8, 11)) % 5).toBe(label);
      });
    const folders = itemFiles([3, 40]).map((file, i) => ({ ...file, path: `class ${i % 2}/${i}.npy` }));
    const { data } = (await contextOf(signalNet(), folders)).workspace;
    expect(data.summary).toMatchObject({
      labelsFrom: "folders",
      classes: [{ name: "class 0" }, { name: "class 1" }],
    });
  });

  test("labels in the order of files whose order nobody can tell are left out", async () => {
    const files = itemFiles([3, 40]).map((file, i) => ({ ...file, path: `${i}.npy` }));
    const { data } = (await contextOf(signalNet(), [...files, labels((i) => i % 5)])).workspace;
    expect(data.summary).toMatchObject({ labelledCount: { calibration: 0, evaluation: 0 } });
    expect(data.summary.skipped.map(({ path }) => path)).toEqual(["y.npy"]);
  });

  test("of another shape are refused with both shapes, or left out beside others", async () => {
    const wrong = { path: "wrong.npy", blob: npy([COUNT, 5, 24], values) };
    await expect(contextOf(signalNet(), [wrong])).rejects.toMatchObject({
      code: "data.shape-mismatch",
      details: { what: "array", name: "wrong.npy", actual: "24×5×24", expected: "N×3×40" },
    });
    const { data } = (await contextOf(signalNet(), [wholeFile([COUNT, 3, 40]), wrong])).workspace;
    expect(data.summary.skipped).toEqual([
      { path: "wrong.npy", reason: "an array of 24×5×24 does not fit the model's input of N×3×40" },
    ]);
  });

  test("are looked into layer by layer, timed, and drawn nowhere", async () => {
    const context = await contextOf(signalNet(), [wholeFile([COUNT, 3, 40]), labels((i) => i % 5)]);
    const { layers } = await runOn(context);
    const [{ name: layer }] = layers;
    expect(layers.every(({ output }) => output !== null && output.sqnrDb > 20)).toBe(true);
    const scatter = await layerScatter({ recipe, layer, index: 3, points: 50 }, context);
    expect(scatter).toBeTruthy();
    expect(await layerActivation({ recipe, tensor: "x", bins: 16 }, context)).toBeTruthy();
    expect(await outputsPictures({ recipe, index: 0, output: "y" }, context)).toBeNull();
    const times = await firstLatencies({ recipe, runs: 2 }, context);
    expect(times.fp32).toHaveLength(2);
    const { model, data } = context.workspace;
    const { rows } = await sweep(model, data, recipe, "only", () => {}, never);
    expect(rows).toHaveLength(2);
    await expect(pictures({ split: "evaluation", indices: [0] }, context)).rejects.toMatchObject({
      code: "data.not-images",
    });
    const corrected = { ...recipe, corrections: { equalize: true, correctBias: true } };
    const { a: result } = await runExperiment({ recipe: corrected, backend: "wasm" }, context);
    expect(result.outputs[0].sqnrDb).toBeGreaterThan(20);
  });
});

test.each<[string, (number | string)[], number[]]>([
  ["rows", ["N", 7], [COUNT, 7]],
  ["rows without a batch", [7], [COUNT, 7]],
  ["one channel that the array lacks", ["N", 1, 7], [COUNT, 7]],
  ["rank 5", ["N", 1, 7, 1, 1], [COUNT, 1, 7, 1, 1]],
])("items of other ranks run: %s", async (_, shape, dims) => {
  const isRow = shape.length === 1;
  const model = buildModel({
    inputs: { x: shape },
    outputs: { y: isRow ? [4] : ["N", 4] },
    initializers: [
      noiseTensor("w", [7, 4], 1, 0.5),
      { ...noiseTensor("to", [2], 1), dataType: 7, floatData: [], rawData: int64s(isRow ? [1, 7] : [-1, 7]) },
      { ...noiseTensor("out", [1], 1), dataType: 7, floatData: [], rawData: int64s([4]) },
    ],
    nodes: [
      node("Reshape", ["x", "to"], "flat"),
      node("MatMul", ["flat", "w"], isRow ? "scores" : "y"),
      ...(isRow ? [node("Reshape", ["scores", "out"], "y")] : []),
    ],
  });
  const context = await contextOf(model, [
    {
      path: "x.npy",
      blob: npy(
        dims,
        Float32Array.from({ length: COUNT * 7 }, (_, i) => three[i % 21]),
      ),
    },
    labels((i) => i % 4),
  ]);
  expect(context.workspace.model.summary).toMatchObject({
    classCount: 4,
    ...(isRow ? { unbatched: true } : {}),
  });
  const result = await runOn(context);
  expect(result.fp32.top1.total).toBe(18);
  expect(result.outputs[0].shape).toEqual([4]);
  expect(result.outputs[0].sqnrDb).toBeGreaterThan(20);
});

const int64s = (numbers: number[]) => new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer);

describe("class scores of other shapes", () => {
  const reshaped = (batch: number | string, output: (number | string)[], to: number[]) =>
    signalNet({
      batch,
      output,
      initializers: [
        { ...noiseTensor("to", [to.length], 1), dataType: 7, floatData: [], rawData: int64s(to) },
      ],
      tail: [node("Reshape", ["scores", "to"], "y")],
    });

  test.each<[string, ModelProto]>([
    ["[5], the batch of 1 squeezed away", reshaped(1, [5], [5])],
    ["[5], of a batch that is stated as open", reshaped("N", [5], [5])],
    ["[1, 5, 1, 1]", reshaped(1, [1, 5, 1, 1], [1, 5, 1, 1])],
    ["[N, 1, 5]", reshaped("N", ["N", 1, 5], [-1, 1, 5])],
    ["[N, 1, 1, 5]", reshaped("N", ["N", 1, 1, 5], [-1, 1, 1, 5])],
  ])("%s tell the class of each item", async (_, model) => {
    const feeds = { x: { data: values, dims: [COUNT, 3, 40] } };
    const expected = (await run(signalNet(), feeds)).y.data;
    const classOf = (i: number) => {
      const row = [...expected.subarray(i * 5, i * 5 + 5)];
      return row.indexOf(Math.max(...row));
    };
    const context = await contextOf(model, [wholeFile([COUNT, 3, 40]), labels(classOf)]);
    expect(context.workspace.model.summary).toMatchObject({ task: "classification", classCount: 5 });
    const result = await runOn(context);
    expect(result.fp32.top1).toEqual({ correct: 18, total: 18 });
    expect(result.agreement.total).toBe(18);
    const { model: open, data } = context.workspace;
    const { whole } = await sweep(open, data, recipe, "only", () => {}, never);
    expect(whole.top1).toEqual(result.quantized.top1);
  });

  test("a signal of one channel is none", async () => {
    const model = buildModel({
      inputs: { x: ["N", 3, 40] },
      outputs: { y: ["N", 1, 40] },
      initializers: [noiseTensor("w", [1, 3, 5], 1, 0.4)],
      nodes: [node("Conv", ["x", "w"], "c", { pads: [2, 2] }), node("Tanh", ["c"], "y")],
    });
    expect((await dropped(model)).summary).toMatchObject({ task: "other", classCount: null });
  });

  test("one value for each item of a fixed batch is none", async () => {
    const model = buildModel({
      inputs: { x: [4, 6] },
      outputs: { y: [4] },
      initializers: [
        noiseTensor("w", [6, 1], 1, 0.4),
        { ...noiseTensor("to", [1], 1), dataType: 7, floatData: [], rawData: int64s([4]) },
      ],
      nodes: [node("MatMul", ["x", "w"], "c"), node("Reshape", ["c", "to"], "y")],
    });
    expect((await dropped(model)).summary).toMatchObject({ task: "other", classCount: null, fixedBatch: 4 });
  });
});
