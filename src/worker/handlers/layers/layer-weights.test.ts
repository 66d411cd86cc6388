import { describe, expect, test } from "vitest";
import type { LayerOverride, Recipe } from "#experiment/recipe.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import { buildModel, node, noise } from "#onnx/fixtures/build.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { floatTensor } from "#onnx/model/write/tensor.ts";
import { ensureBuilt } from "../../build/build.ts";
import { contextOf, residualLab, residualRecipe } from "../../fixtures/lab.ts";
import { layerWeightsView } from "./layer-weights.ts";
import { storedWeights } from "./stored-weights.ts";

const lab = residualLab();
const context = await contextOf(lab);
const [first] = lab.model.float(false).plan.layers;
const BINS = 32;
const elements = 8 * 3 * 3 * 3;
const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);

const view = (override: LayerOverride, change: Partial<Recipe> = {}) =>
  layerWeightsView(
    {
      recipe: { ...residualRecipe, ...change, layers: { [first.name]: override } },
      layer: first.name,
      bins: BINS,
    },
    context,
  );

describe("layer.weights", () => {
  test("needs no image", async () => {
    await view({});
    expect([lab.calibration.asked, lab.evaluation.asked]).toEqual([[], []]);
  });

  test("counts every weight before and after in the same bins, from the first bin to the last", async () => {
    const { fp32, dequantized, channelMin, channelMax, channelGridMin, shape } = await view({
      weights: { bits: 3 },
    });
    expect([total(fp32.counts), total(dequantized.counts)]).toEqual([elements, elements]);
    expect([dequantized.start, dequantized.width]).toEqual([fp32.start, fp32.width]);
    // Seven levels at most.
    expect(dequantized.counts.filter((count) => count > 0).length).toBeLessThanOrEqual(7);
    expect(fp32.start).toBeLessThanOrEqual(Math.min(...channelMin));
    expect(fp32.start + BINS * fp32.width).toBeCloseTo(
      Math.max(...channelMax, -Math.min(...channelGridMin)),
      6,
    );
    expect([shape, channelMin.length]).toEqual([[8, 3, 3, 3], 8]);
  });

  test("has the grid of each granularity", async () => {
    const tensor = await view({
      weights: { granularity: { kind: "tensor" }, bits: 2, scheme: "asymmetric" },
    });
    expect([tensor.scales.length, tensor.levels.length]).toEqual([1, 4]);
    const { min, max } = tensor.tensorRange;
    expect([tensor.levels[0], tensor.levels[3]]).toEqual([min, max]);
    expect(new Set([...tensor.channelGridMin, ...tensor.channelGridMax])).toEqual(new Set([min, max]));

    const channel = await view({
      weights: { granularity: { kind: "channel" }, bits: 2, scheme: "asymmetric" },
    });
    expect([channel.scales.length, channel.levels.length]).toEqual([8, 0]);
    // The single scale of a tensor: per tensor is compared with itself.
    expect(channel.tensorRange).toEqual(tensor.tensorRange);
    channel.channelGridMax.forEach((high, i) => {
      expect(high - channel.channelGridMin[i]).toBeCloseTo(3 * channel.scales[i], 6);
      expect(high - channel.channelGridMin[i]).toBeLessThanOrEqual(max - min);
    });

    // 27 inputs in groups of 8: the last has three.
    const group = await view({
      weights: { granularity: { kind: "group", size: 8 }, bits: 2, scheme: "asymmetric" },
    });
    expect(group.scales.length).toBe(8 * 4);
    group.channelGridMax.forEach((high, i) => {
      expect(high).toBeLessThanOrEqual(channel.channelGridMax[i] + channel.scales[i]);
      expect(high).toBeGreaterThanOrEqual(group.channelMax[i] - channel.scales[i] / 2);
    });
  });

  test("compares a range by smallest error with one for the whole tensor by smallest error", async () => {
    const of = (kind: "tensor" | "channel") =>
      view({ weights: { granularity: { kind }, bits: 3, range: "mse" } });
    expect((await of("channel")).tensorRange).toEqual((await of("tensor")).tensorRange);
  });

  test("has the error of the built model, in two parts", async () => {
    for (const change of [{}, { corrections: { equalize: true } }] as Partial<Recipe>[]) {
      const { error } = await view({ weights: { bits: 4, range: "mse" } }, change);
      const layers = { [first.name]: { weights: { bits: 4, range: "mse" } } } as const;
      const { build } = await ensureBuilt(
        lab.model,
        lab.data,
        { ...residualRecipe, ...change, layers },
        context.signal,
      );
      const built = build.layers[0].weights;
      expect(error.mse).toBeCloseTo(built?.mse ?? 0, 12);
      expect(error.maxAbsError).toBe(built?.maxAbsError);
      expect(error.sqnrDb).toBeCloseTo(built?.sqnrDb ?? 0, 9);
      expect(error.roundingMse + error.clippingMse).toBe(error.mse);
    }
  });

  test("of a layer in FP16 shows the weights rounded to half precision, and no grid", async () => {
    const { error, scales, dequantized, precision, channelGridMin, levels } = await view({
      precision: "fp16",
    });
    expect([precision, scales.length, channelGridMin.length, levels.length]).toEqual(["fp16", 0, 0, 0]);
    expect(total(dequantized.counts)).toBe(elements);
    const { original, stored } = storedWeights(
      lab.model,
      { ...residualRecipe, layers: { [first.name]: { precision: "fp16" } } },
      first.name,
    );
    expect(error.mse).toBeCloseTo(tensorError(original, stored).mse, 15);
    expect([error.clippedShare, error.gridUsed]).toEqual([0, null]);
  });

  test("of a layer in FP32 shows no error", async () => {
    const { error, fp32, dequantized } = await view({ precision: "fp32" });
    expect([error.maxAbsError, error.sqnrDb, error.gridUsed]).toEqual([0, Infinity, null]);
    expect(dequantized.counts).toEqual(fp32.counts);
  });

  test("names a layer that is not there", async () => {
    await expect(
      layerWeightsView({ recipe: residualRecipe, layer: "gone", bins: 8 }, context),
    ).rejects.toMatchObject({
      code: "recipe.unknown-layer",
      details: { layer: "gone" },
    });
  });
});

describe("odd weights give finite numbers", () => {
  const CONV = "c/Conv";
  const channels = (weight: Float32Array) => weight.length / 3;
  const net = (weight: Float32Array) =>
    writeModel(
      buildModel({
        inputs: { x: ["n", 3, 12, 12] },
        outputs: { logits: ["n", channels(weight)] },
        initializers: [floatTensor("w", [channels(weight), 3, 1, 1], weight)],
        nodes: [
          node("Conv", ["x", "w"], "c"),
          node("GlobalAveragePool", ["c"], "pooled"),
          node("Flatten", ["pooled"], "logits"),
        ],
      }),
    );
  const some = noise(15, 1);

  test.each([
    ["one channel", noise(3, 1)],
    ["zeros", new Float32Array(15)],
    ["a constant", new Float32Array(15).fill(-0.3)],
    ["a constant that is hardly a number", new Float32Array(15).fill(1e-45)],
    ["very large ones", new Float32Array(15).fill(1e38).map((x, i) => (i % 2 ? x : -x))],
    ["NaN and infinities", some.with(1, Number.NaN).with(4, Infinity).with(8, -Infinity)],
    ["a channel of NaN", some.map((x, i) => (i < 3 ? Number.NaN : x))],
    ["nothing but NaN", new Float32Array(15).fill(Number.NaN)],
  ])("%s", async (_, weight) => {
    const odd = await contextOf(residualLab(net(weight)));
    for (const scheme of ["symmetric", "asymmetric"] as const) {
      for (const range of ["minmax", "mse"] as const) {
        const weights = { bits: 4, scheme, granularity: { kind: "channel" }, range } as const;
        const answer = await layerWeightsView(
          { recipe: { ...residualRecipe, weights }, layer: CONV, bins: 8 },
          odd,
        );
        const { sqnrDb, ...error } = answer.error;
        const figures = Object.values(error).filter((value) => value !== null);
        const finite = weight.filter((value) => Number.isFinite(value));
        const numbers = [
          ...[answer.fp32, answer.dequantized].flatMap(({ start, width, counts }) => [
            start,
            width,
            ...counts,
          ]),
          ...Object.values(answer.tensorRange),
          ...(finite.length > 0 ? figures : []),
          ...answer.channelMin,
          ...answer.channelMax,
          ...answer.channelGridMin,
          ...answer.channelGridMax,
          ...answer.scales,
        ];
        expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([]);
        expect(answer.fp32.width).toBeGreaterThan(0);
        // Where all values are NaN there is no error to report.
        expect(Number.isNaN(sqnrDb)).toBe(finite.length === 0);
        if (finite.length === 0) expect(figures.filter((value) => !Number.isNaN(value))).toEqual([]);
        expect(total(answer.fp32.counts)).toBe(finite.length);
        expect(answer.nonFinite).toBe(weight.length - finite.length);
        expect(answer.precision).toBe(answer.nonFinite > 0 ? "fp32" : "int");
      }
    }
  });

  test("extremes of a channel are those of its finite weights", async () => {
    const weight = Float32Array.of(1, Number.NaN, -2, Number.NaN, Infinity, Number.NaN);
    const odd = await contextOf(residualLab(net(weight)));
    const { channelMin, channelMax } = await layerWeightsView(
      { recipe: residualRecipe, layer: CONV, bins: 8 },
      odd,
    );
    expect([[...channelMin], [...channelMax]]).toEqual([
      [-2, 0],
      [1, 0],
    ]);
  });
});
