import { beforeAll, describe, expect, test } from "vitest";
import type { Calibration, Recipe } from "#experiment/recipe.ts";
import { calibrationRange } from "#numerics/calibration/methods/registry.ts";
import { buildModel, node } from "#onnx/fixtures/build.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { floatTensor } from "#onnx/model/write/tensor.ts";
import { ensureBuilt } from "../../build/build.ts";
import { knownObservers } from "../../build/calibration-set.ts";
import { contextOf, residualLab, residualRecipe } from "../../fixtures/lab.ts";
import { never } from "../../fixtures/run-lab.ts";
import { activationRanges, layerActivation } from "./layer-activation.ts";

const lab = residualLab();
const context = await contextOf(lab);
const { plan } = lab.model.float(false);
const [first] = plan.layers;
const BINS = 64;
const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);

const view = (change: Partial<Recipe> = {}, tensor = first.outputTensor) =>
  layerActivation({ recipe: { ...residualRecipe, ...change }, tensor, bins: BINS }, context);
const calibration = (change: Partial<Calibration>) => ({
  calibration: { ...residualRecipe.calibration, ...change },
});

test("is unknown before the images have been run, and does not run them", async () => {
  expect(await view()).toBeNull();
  expect(await view({ corrections: { equalize: true } })).toBeNull();
  expect(lab.calibration.asked).toEqual([]);
});

describe("of a network that has been calibrated", () => {
  beforeAll(async () => {
    await ensureBuilt(lab.model, lab.data, residualRecipe, never);
    lab.calibration.asked = [];
  });

  test("shows all values seen, and the layer they come from", async () => {
    const shown = await view();
    expect(shown).toMatchObject({ tensor: first.outputTensor, layer: first.name, override: null, bits: 8 });
    // ReLU6 of 16 images of 8 channels of 12 by 12.
    expect(shown?.count).toBe(16 * 8 * 144);
    expect(total(shown?.histogram.counts ?? new Float64Array())).toBeCloseTo(16 * 8 * 144, 3);
    expect(shown?.histogram).toMatchObject({ start: 0, width: (shown?.max ?? 0) / BINS });
    expect(await view({}, "x")).toMatchObject({ tensor: "x", layer: null });
  });

  test("has the thresholds of all six methods, at the recipe's width and percentile", async () => {
    const recipe = { ...residualRecipe, ...calibration({ percentile: 95 }) };
    const observer = knownObservers(lab.model.float(false), recipe)?.get("x");
    if (!observer) throw new Error("not calibrated");
    for (const scheme of ["symmetric", "asymmetric"] as const) {
      const spec = { bits: 4, scheme } as const;
      const shown = await view({ ...calibration({ percentile: 95 }), activations: spec }, "x");
      expect(shown?.thresholds.length).toBe(6);
      for (const { method, min, max } of shown?.thresholds ?? []) {
        const range = calibrationRange(observer, { method, percentile: 95 }, spec);
        expect([method, min, max]).toEqual([method, range.rmin, range.rmax]);
      }
    }
  });

  test("has the scale of the list of ranges, and the range that its integer levels span", async () => {
    for (const method of ["minmax", "percentile", "mse"] as const) {
      const change = calibration({ method, percentile: 90 });
      const ranges = await activationRanges({ recipe: { ...residualRecipe, ...change } }, context);
      for (const { tensor, scale, zeroPoint } of ranges ?? []) {
        const shown = await view(change, tensor);
        expect([shown?.scale, shown?.zeroPoint]).toEqual([scale, zeroPoint]);
        expect(shown?.rmin).toBe(Math.fround((0 - zeroPoint) * scale));
        expect(shown?.rmax).toBe(Math.fround((255 - zeroPoint) * scale));
      }
    }
  });

  test("follows a range set by hand, and shows it where it lies beyond the values", async () => {
    const byHand = (min: number, max: number) =>
      view(calibration({ method: "mse", ranges: { [first.outputTensor]: { min, max } } }));
    const [free, narrow, wide, absurd] = await Promise.all([
      view(),
      byHand(0, 1),
      byHand(0, (await view())?.max ?? 0),
      byHand(-1e6, 1e6),
    ]);
    expect(narrow?.override).toEqual({ min: 0, max: 1 });
    expect(narrow?.rmax).toBeCloseTo(1, 5);
    expect(narrow?.error.clippedShare).toBeGreaterThan(0.05);
    expect(narrow?.error.clippingMse).toBeGreaterThan(narrow?.error.roundingMse ?? Infinity);
    // The view stays where it was while it holds the values: nothing moves under the hand that drags.
    expect(narrow?.histogram).toEqual(free?.histogram);
    expect(wide?.error.clippedShare).toBe(0);
    expect(wide?.error.mse).toBeLessThan(narrow?.error.mse ?? 0);
    const { start, width } = absurd?.histogram ?? { start: 0, width: 0 };
    const reach = free?.max ?? 0;
    expect([start, start + width * BINS]).toEqual([-reach, expect.closeTo(2 * reach, 9)]);
  });

  test("reads no image", () => {
    expect(lab.calibration.asked).toEqual([]);
  });

  test("refuses a tensor that does not exist, by name", async () => {
    await expect(view({}, "gone")).rejects.toMatchObject({
      code: "recipe.unknown-layer",
      details: { layer: "gone" },
    });
  });
});

test.each([
  ["zeros", 0, 0],
  ["one value", 0, 0.5],
  ["nothing finite", Number.NaN, 0],
])("of %s has finite numbers, or is null", async (_, weight, bias) => {
  const net = writeModel(
    buildModel({
      inputs: { x: ["n", 3, 12, 12] },
      outputs: { logits: ["n", 2] },
      initializers: [
        floatTensor("w", [2, 3, 1, 1], new Float32Array(6).fill(weight)),
        floatTensor("b", [2], new Float32Array(2).fill(bias)),
      ],
      nodes: [
        node("Conv", ["x", "w", "b"], "c"),
        node("GlobalAveragePool", ["c"], "pooled"),
        node("Flatten", ["pooled"], "logits"),
      ],
    }),
  );
  const odd = residualLab(net);
  const open = await contextOf(odd);
  await ensureBuilt(odd.model, odd.data, residualRecipe, never);
  const shown = await layerActivation({ recipe: residualRecipe, tensor: "c", bins: 8 }, open);
  if (Number.isNaN(weight)) {
    expect(shown).toBeNull();
    return;
  }
  const { min, max, rmin, rmax, scale, histogram, thresholds, error } = shown ?? {};
  const numbers = [
    min,
    max,
    rmin,
    rmax,
    scale,
    histogram?.start,
    histogram?.width,
    ...(histogram?.counts ?? []),
  ];
  numbers.push(...(thresholds ?? []).flatMap((threshold) => [threshold.min, threshold.max]));
  numbers.push(error?.mse, error?.maxAbsError, error?.clippedShare);
  expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([]);
  expect([min, max, histogram && total(histogram.counts)]).toEqual([bias, bias, 16 * 2 * 144]);
  expect(histogram?.width).toBeGreaterThan(0);
});
