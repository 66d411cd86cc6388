import { describe, expect, test } from "vitest";
import { correctBiases } from "#engine/corrections/bias-correction.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Bits } from "#numerics/grid.ts";
import { calibrated, countCorrect, entryOf } from "./bundled.ts";

const PICTURES = 256;

const percent = async (file: Uint8Array, id: string) =>
  (100 * (await countCorrect(file, entryOf(id), PICTURES))) / PICTURES;

const weights = (bits: Bits, kind: "tensor" | "channel"): Partial<Recipe> => ({
  weights: { bits, scheme: "symmetric", granularity: { kind } },
});

describe("equalization", () => {
  test("brings the rescaled MobileNet back at 8 bits with one scale per tensor", async () => {
    const change = weights(8, "tensor");
    const [plain, equalized] = [
      await calibrated(entryOf("mobilenet-rescaled"), false),
      await calibrated(entryOf("mobilenet-rescaled"), true),
    ];
    expect(await percent(plain.quantize(change).bytes, "mobilenet-rescaled")).toBeLessThan(20);
    expect(await percent(equalized.quantize(change).bytes, "mobilenet-rescaled")).toBeGreaterThan(93);
  });
});

describe("bias correction", () => {
  test("takes every layer of the MobileNet at 4 bits to its mean in FP32, and helps it", async () => {
    const { model, plan, source, indices, quantize } = await calibrated(entryOf("mobilenet"), false);
    const change = weights(4, "tensor");
    const { build, effects } = await correctBiases(
      model,
      plan,
      (float) => quantize(change, float),
      source,
      indices.subarray(0, 64),
      { mode: "static", fixedBatch: null, signal: new AbortController().signal },
    );
    expect(effects).toHaveLength(plan.layers.length);
    const mean = (key: "meanShiftBefore" | "meanShiftAfter") =>
      effects.reduce((sum, effect) => sum + effect[key], 0) / effects.length;
    expect(mean("meanShiftAfter")).toBeLessThan(mean("meanShiftBefore") / 5);
    const [before, after] = [
      await percent(quantize(change).bytes, "mobilenet"),
      await percent(build.bytes, "mobilenet"),
    ];
    expect(after - before).toBeGreaterThan(15);
  });
});
