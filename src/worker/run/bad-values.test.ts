import { afterAll, describe, expect, test, vi } from "vitest";
import { measuredLoss } from "#diagnosis/measured-loss.ts";
import type { Mode } from "#experiment/modes.ts";
import { argmaxRows, NO_CLASS } from "#experiment/outcomes/predictions.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Notice } from "#experiment/result.ts";
import type { Entry } from "#images/containers/entry.ts";
import { noise } from "#onnx/fixtures/build.ts";
import { residualNet } from "#onnx/fixtures/residual-net.ts";
import { run } from "#onnx/fixtures/run.ts";
import { readModel } from "#onnx/model/read/model.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { floatTensor } from "#onnx/model/write/tensor.ts";
import { residualLab, residualRecipe } from "../fixtures/lab.ts";
import { besidesChance, never } from "../fixtures/run-lab.ts";
import { dropped, droppedImages, npy, pictureNet } from "../fixtures/strangers.ts";
import { exportModel } from "../handlers/model.ts";
import { runExperiment } from "../handlers/tasks.ts";
import { Workspace } from "../workspace.ts";
import { runRecipe } from "./run.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

/** Runs the residual net with the values of some of its initialisers changed. */
async function runWith(
  changed: string[],
  change: (value: number, i: number) => number,
  mode: Mode,
  layers: Recipe["layers"] = {},
) {
  const original = residualNet();
  const tensors = original.graph?.initializer ?? [];
  tensors.forEach((tensor, i) => {
    if (!changed.includes(tensor.name)) return;
    tensors[i] = floatTensor(tensor.name, tensor.dims.map(Number), readFloats(tensor).map(change));
  });
  const { model, data } = residualLab(writeModel(original));
  const { signal } = new AbortController();
  const recipe = { ...residualRecipe, mode, layers };
  return runRecipe(model, data, recipe, "wasm", () => {}, signal);
}

const only = (result: { notices: Notice[] }) => [
  ...new Set(besidesChance(result.notices).map(({ code }) => code)),
];

describe("a run goes on, and says which layer and which value", () => {
  test.each<Mode>(["static", "dynamic", "weight-only"])("where weights hold NaN, %s", async (mode) => {
    const result = await runWith(["w2"], (value, i) => (i === 4 ? Number.NaN : value), mode);
    expect(result.notices).toContainEqual({
      code: "layer.weights-non-finite",
      details: expect.objectContaining({ layer: "c2/Conv", count: 1 }),
    });
    const precisions = Object.fromEntries(result.layers.map(({ name, precision }) => [name, precision]));
    expect(precisions["c1/Conv"]).toBe("int");
    expect(precisions["c2/Conv"]).toBe("fp32");
    expect(result.quantized.top1.total).toBe(40);
  });

  test("where activations are not numbers", async () => {
    const result = await runWith(["b2"], () => Number.POSITIVE_INFINITY, "static");
    // Said once of each tensor that it was counted, and once of each layer that it stays in FP32.
    expect(only(result).toSorted()).toEqual([
      "calibration.non-finite",
      "layer.activations-non-finite",
      "layer.weights-non-finite",
      "output.no-prediction",
      "output.not-finite",
    ]);
    const details = (wanted: string) => result.notices.find(({ code }) => code === wanted)?.details;
    expect(details("output.no-prediction")).toEqual({ fp32: 40, quantized: 40, total: 40 });
    expect(details("output.not-finite")).toMatchObject({
      items: 40,
      fp32Only: 0,
      quantizedOnly: 0,
      both: 40,
    });
    expect(result.fp32.top1).toEqual({ correct: 0, total: 40 });
    expect(result.quantized.top1).toEqual({ correct: 0, total: 40 });
    expect(result.agreement).toEqual({ correct: 0, total: 40 });
    expect(result.outputs[0].sqnrDb).toBeNaN();
    expect(new Set(result.notices.map((notice) => JSON.stringify(notice))).size).toBe(result.notices.length);
    // The input of the convolution is sound, what it computes is not.
    expect(result.nonFinite.x).toBeUndefined();
    expect(Object.keys(result.nonFinite).length).toBeGreaterThan(0);
    expect(result.layers[0].precision).toBe("int");
  });

  test("where activations exceed the range of FP16", async () => {
    // 5e4 is a number in FP16, a sum of 72 of them is not.
    const layers: Recipe["layers"] = { "c2/Conv": { precision: "fp16" } };
    const result = await runWith(["w2"], (value) => 5e4 * Math.sign(value), "weight-only", layers);
    const overflow = result.notices.find(({ code }) => code === "layer.half-activations-overflow");
    expect(overflow?.details).toMatchObject({ layer: "c2/Conv", images: 16 });
    expect(overflow?.details.count).toBe(result.layers[1].output?.lost);
    expect(Number(overflow?.details.count)).toBeGreaterThan(100);
    expect(result.layers[1].output?.sqnrDb).toBeNaN();
    expect(result.outputs[0].notFinite.quantizedOnly).toBeGreaterThan(0);
    expect(measuredLoss({ ...result, flips: [] }).isKnown).toBe(true);
    const sound = await runWith([], (value) => value, "weight-only", layers);
    expect(only(sound)).toEqual([]);
    expect(sound.layers[1].output?.lost).toBeUndefined();
  });

  test("where constants of a layer in FP16 are not numbers", async () => {
    const layers: Recipe["layers"] = { "c2/Conv": { precision: "fp16" } };
    const result = await runWith(["w2"], (value, i) => (i < 2 ? Infinity : value), "static", layers);
    expect(result.notices).toContainEqual({
      code: "layer.weights-non-finite",
      details: { layer: "c2/Conv", count: 2, precision: "fp16" },
    });
  });

  test("where a layer computes nothing but zero", async () => {
    const result = await runWith(["w2", "b2"], () => 0, "static");
    expect(besidesChance(result.notices)).toEqual([
      { code: "layer.range-collapsed", details: { tensor: "c2", layer: "c2/Conv", value: 0, scale: 1 } },
    ]);
    expect(result.layers.map(({ precision }) => precision)).toEqual(["int", "int", "int"]);
    expect(result.layers[1].output?.mse).toBe(0);
    expect(result.agreement.total).toBe(40);
  });
});

test("a run on classes of which there is no calibration image is refused before anything is built", async () => {
  const { data } = residualLab();
  const calibration = { ...residualRecipe.calibration, classes: [7] };
  const refused = expect.objectContaining({
    code: "recipe.invalid",
    details: expect.objectContaining({ path: "calibration.classes" }),
  });
  expect(() => data.calibrationIndices(calibration)).toThrow(refused);
  expect(data.calibrationIndices({ ...calibration, classes: [2] })).toHaveLength(5);
});

describe("items that are not numbers", () => {
  /** Too few to be divided: all are calibrated and evaluated on. The third holds a NaN, the sixth infinities. */
  const COUNT = 7;
  const SIZE = 3 * 144;
  const BROKEN = [2, 5];
  const values = noise(COUNT * SIZE, 1);
  values[2 * SIZE + 7] = Number.NaN;
  values.fill(Infinity, 5 * SIZE + 100, 5 * SIZE + 110);
  const images = { path: "x.npy", blob: npy([COUNT, 3, 12, 12], values) };
  const outputsOf = async (model: ModelProto, name: string): Promise<Float32Array[]> => {
    const rows: Float32Array[] = [];
    for (let i = 0; i < COUNT; i++) {
      const data = values.slice(i * SIZE, (i + 1) * SIZE);
      rows.push((await run(model, { x: { data, dims: [1, 3, 12, 12] } }))[name].data);
    }
    return rows;
  };
  const opened = async (model: ModelProto, files: Entry[]) => {
    const workspace = new Workspace();
    await workspace.openModel(await dropped(model));
    workspace.openData(await droppedImages(files));
    return { workspace, signal: never, progress: () => {} };
  };

  test.each<Mode>(["static", "dynamic", "weight-only"])(
    "are in no figure, and are counted: %s",
    async (mode) => {
      const context = await opened(pictureNet(), [images]);
      const recipe = { ...residualRecipe, mode };
      const { a: result } = await runExperiment({ recipe, backend: "wasm" }, context);
      const [output] = result.outputs;
      expect(output).toMatchObject({
        items: 7,
        notFinite: { fp32Only: expect.any(Number), quantizedOnly: 0 },
      });
      expect(output.notFinite.fp32Only + output.notFinite.both).toBe(BROKEN.length);
      const { bytes } = await exportModel({ recipe }, context);
      const [before, after] = [await outputsOf(pictureNet(), "y"), await outputsOf(readModel(bytes), "y")];
      let [signal, error] = [0, 0];
      before.forEach((row, item) => {
        if (BROKEN.includes(item)) return;
        row.forEach((value, i) => {
          signal += value ** 2;
          error += (value - after[item][i]) ** 2;
        });
      });
      expect(output.sqnrDb).toBeCloseTo(10 * Math.log10(signal / error), 1);
      expect(output.sqnrDb).toBeGreaterThan(20);
      expect([output.mse, output.cosine, output.maxAbsError].every(Number.isFinite)).toBe(true);
      expect(only(result)).toContain("output.not-finite");
      // The values that FP32 has no number for are left out of the layers' errors.
      for (const { output: error } of result.layers) {
        expect(error?.leftOut).toBeGreaterThan(0);
        // A range of the whole item makes NaN of all of it, and so of the values that are numbers in FP32.
        if (mode === "dynamic")
          expect([error?.sqnrDb, error?.lost]).toEqual([Number.NaN, expect.any(Number)]);
        else expect(error?.sqnrDb).toBeGreaterThan(10);
      }
    },
  );

  test("get no prediction, and are not classified correctly, whatever their label", async () => {
    const rows = await outputsOf(residualNet(), "logits");
    const predictions = rows.map((row) => argmaxRows(row, 1)[0]);
    expect(BROKEN.map((i) => predictions[i])).toEqual([NO_CLASS, NO_CLASS]);
    // Class 0 is what a comparison with NaN would leave.
    const labels = Float32Array.from(predictions, (predicted) => Math.max(0, predicted));
    const context = await opened(residualNet(), [images, { path: "labels.npy", blob: npy([COUNT], labels) }]);
    const { a: result } = await runExperiment({ recipe: residualRecipe, backend: "wasm" }, context);
    expect(result.fp32.top1).toEqual({ correct: 5, total: 7 });
    expect(result.quantized.top1.total).toBe(7);
    const missing = result.notices.find(({ code }) => code === "output.no-prediction");
    expect(missing?.details).toMatchObject({ fp32: 2, total: 7 });
    expect(result.agreement.total).toBe(7);
    expect(result.agreement.correct).toBeLessThanOrEqual(5);
    expect(result.outputs[0].klDivergence).toBeGreaterThanOrEqual(0);
  });
});
