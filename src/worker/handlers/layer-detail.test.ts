import { describe, expect, test } from "vitest";
import type { LayerOverride } from "#core/recipe.ts";
import { contextOf, residualLab, residualRecipe } from "../fixtures/lab.ts";
import { layerDetail } from "./layer-detail.ts";

const lab = residualLab();
const context = await contextOf(lab);
const [first] = lab.model.float(false).plan.layers;
const BINS = 32;
const elements = 8 * 3 * 3 * 3;
const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);

const detail = (override: LayerOverride, layer = first.name) =>
  layerDetail(
    { recipe: { ...residualRecipe, layers: { [first.name]: override } }, layer, bins: BINS },
    context,
  );

describe("layer.detail", () => {
  test("counts every weight before and after in the same bins", async () => {
    const { fp32, dequantized, error, channelMin, bits } = await detail({ weights: { bits: 3 } });
    expect([total(fp32.counts), total(dequantized.counts)]).toEqual([elements, elements]);
    expect([dequantized.start, dequantized.width]).toEqual([fp32.start, fp32.width]);
    // Seven codes at most.
    expect(dequantized.counts.filter((count) => count > 0).length).toBeLessThanOrEqual(7);
    expect(error.mse).toBeGreaterThan(0);
    expect([channelMin.length, bits]).toEqual([8, 3]);
  });

  test("has a scale per group, channel or tensor", async () => {
    const scales = async (granularity: NonNullable<LayerOverride["weights"]>["granularity"]) =>
      (await detail({ weights: { granularity } })).scales.length;
    expect(await scales({ kind: "tensor" })).toBe(1);
    expect(await scales({ kind: "channel" })).toBe(8);
    // 27 inputs in groups of 8: the last has three.
    expect(await scales({ kind: "group", size: 8 })).toBe(8 * 4);
  });

  test("of a layer in FP16 shows the weights rounded to half precision", async () => {
    const { error, scales, dequantized } = await detail({ precision: "fp16" });
    const { error: int8 } = await detail({});
    expect(scales.length).toBe(0);
    expect(total(dequantized.counts)).toBe(elements);
    // Half precision has 11 significant bits: an error of 2^-12 of the value at most, and never zero here.
    expect(error.mse).toBeGreaterThan(0);
    expect(error.maxAbsError).toBeLessThan(2 ** -11);
    expect(error.mse).toBeLessThan(int8.mse / 100);
  });

  test("of a layer in FP32 shows no error", async () => {
    const { error, fp32, dequantized } = await detail({ precision: "fp32" });
    expect(error.maxAbsError).toBe(0);
    expect(dequantized.counts).toEqual(fp32.counts);
  });

  test("names a layer that is not there", async () => {
    await expect(detail({}, "gone")).rejects.toMatchObject({
      code: "recipe.unknown-layer",
      details: { layer: "gone" },
    });
  });
});
