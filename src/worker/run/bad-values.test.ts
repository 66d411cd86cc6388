import { afterAll, describe, expect, test, vi } from "vitest";
import type { Mode } from "#core/recipe.ts";
import type { Notice } from "#core/report.ts";
import { residualNet } from "#onnx/fixtures/residual-net.ts";
import { readFloats } from "#onnx/read/tensor.ts";
import { writeModel } from "#onnx/write/model.ts";
import { floatTensor } from "#onnx/write/tensor.ts";
import { residualLab, residualRecipe } from "../fixtures/lab.ts";
import { besidesChance } from "../fixtures/run-lab.ts";
import { runRecipe } from "./run.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

/** Runs the residual net with the values of some of its initialisers changed. */
async function runWith(changed: string[], change: (value: number, i: number) => number, mode: Mode) {
  const original = residualNet();
  const tensors = original.graph?.initializer ?? [];
  tensors.forEach((tensor, i) => {
    if (!changed.includes(tensor.name)) return;
    tensors[i] = floatTensor(tensor.name, tensor.dims.map(Number), readFloats(tensor).map(change));
  });
  const { model, data } = residualLab(writeModel(original));
  const { signal } = new AbortController();
  const recipe = { ...residualRecipe, mode };
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

test("a run on classes of which there is no calibration picture is refused before anything is built", async () => {
  const { data } = residualLab();
  const calibration = { ...residualRecipe.calibration, classes: [7] };
  const refused = expect.objectContaining({
    code: "recipe.invalid",
    details: expect.objectContaining({ path: "calibration.classes" }),
  });
  expect(() => data.calibrationIndices(calibration)).toThrow(refused);
  expect(data.calibrationIndices({ ...calibration, classes: [2] })).toHaveLength(5);
});
