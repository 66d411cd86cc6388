import { beforeAll, describe, expect, test } from "vitest";
import type { Preprocess, Recipe } from "#experiment/recipe.ts";
import { parseRecipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { readModel } from "#onnx/model/read/model.ts";
import { everyIndex, never, open, residualModel, residualSource } from "../fixtures/residual-source.ts";
import { collectActivations } from "../item-batches.ts";
import { layerOutputErrors } from "../layer-errors.ts";
import { planQuantization } from "./quantization-plan.ts";
import { quantizeModel } from "./quantize-model.ts";

const plan = planQuantization(residualModel);
const [first] = plan.layers;
const preprocess: Preprocess = {
  size: 12,
  resize: "stretch",
  layout: "nchw",
  channels: "rgb",
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const base = defaultRecipe({ id: "net", preprocess }, "data");
let observers: Map<string, ActivationObserver>;

const collect = async (fixedBatch: number | null) => {
  const session = await open(tapOutputs(residualModel, plan.tensors));
  return collectActivations(session, plan.tensors, residualSource(), everyIndex, {
    fixedBatch,
    signal: never,
  });
};

const build = (change: Partial<Recipe>) =>
  quantizeModel(residualModel, plan, observers, { ...base, ...change });

beforeAll(async () => {
  observers = await collect(null);
});

describe("collectActivations", () => {
  test("sees every value of every tensor, the model's input among them", () => {
    expect(observers.get("x")?.count).toBe(everyIndex.length * 3 * 12 * 12);
    for (const tensor of plan.tensors) expect(observers.get(tensor)?.count).toBeGreaterThan(0);
  });

  test("does not count what fills up a fixed batch", async () => {
    const padded = await collect(7);
    for (const [tensor, observer] of observers) {
      expect(padded.get(tensor)?.count).toBe(observer.count);
      expect(padded.get(tensor)?.itemMinima.length).toBe(everyIndex.length);
    }
  });
});

describe("quantizeModel", () => {
  test("serializes what it built, with the recipe inside, and states each weight's error", () => {
    const { bytes, layers, weightBytes } = build({});
    const read = readModel(bytes);
    const stored = read.metadataProps.find(({ key }) => key === "quantization_lab.recipe")?.value ?? "";
    expect(parseRecipe(JSON.parse(stored))).toEqual(base);
    expect(weightBytes).toBeLessThan(bytes.length);
    for (const { weights } of layers) expect(weights?.mse).toBeGreaterThan(0);
  });

  test("per channel has a scale per channel and errs less", () => {
    const error = (kind: "tensor" | "channel") =>
      build({ weights: { ...base.weights, granularity: { kind } } }).layers.map(({ weights }) => weights);
    const [tensor, channel] = [error("tensor"), error("channel")];
    expect([tensor[0]?.scaleCount, channel[0]?.scaleCount]).toEqual([1, 8]);
    tensor.forEach((weights, i) => {
      expect(channel[i]?.mse ?? Number.NaN).toBeLessThanOrEqual(weights?.mse ?? Number.NaN);
    });
  });

  test("a layer kept in FP32 keeps its weights", () => {
    const { layers } = build({ layers: { [first.name]: { precision: "fp32" } } });
    expect(layers.map(({ result }) => result.precision)).toEqual(["fp32", "int", "int"]);
    expect(layers[0].weights).toBeNull();
  });

  test("an override of a layer that the model lacks is named and changes nothing else", () => {
    const { bytes, notices } = build({ layers: { gone: { precision: "fp32" } } });
    expect(notices).toEqual([{ code: "recipe.unknown-layer", details: { layer: "gone" } }]);
    const nodes = (file: Uint8Array<ArrayBuffer>) => readModel(file).graph?.node.map(({ name }) => name);
    expect(nodes(bytes)).toEqual(nodes(build({}).bytes));
  });

  test("a layer has its own bits, scheme and granularity", () => {
    const weights = { bits: 4, scheme: "asymmetric", granularity: { kind: "channel" } } as const;
    const { layers } = build({ layers: { [first.name]: { weights } } });
    const grids = layers.map(({ result }) => [result.weights?.qmin, result.weights?.qmax]);
    expect(grids).toEqual([
      [0, 15],
      [-127, 127],
      [-127, 127],
    ]);
    expect(layers.map((layer) => layer.weights?.scaleCount)).toEqual([8, 1, 1]);
  });

  test("codes that are given take the place of rounding to nearest", () => {
    const nearest = build({}).layers[0].result.weights;
    if (!nearest) throw new Error("no weights");
    const codes = nearest.codes.map((code) => Math.max(code - 1, nearest.qmin));
    const roundings = new Map([[first.name, { ...nearest, codes }]]);
    const learned = quantizeModel(residualModel, plan, observers, base, roundings);
    expect(learned.layers[0].result.weights?.codes).toEqual(codes);
    expect(learned.layers[0].weights?.mse).toBeGreaterThan(build({}).layers[0].weights?.mse ?? Infinity);
  });
});

test("layer output errors shrink with more bits and are zero for the same network", async () => {
  const fp32 = await open(
    tapOutputs(
      residualModel,
      plan.layers.map(({ outputTensor }) => outputTensor),
    ),
  );
  const errors = async (bits: 8 | 3) => {
    const { model, layers } = build({ weights: { ...base.weights, bits } });
    const session = await open(
      tapOutputs(
        model,
        layers.map(({ result }) => result.output),
      ),
    );
    const tensors = layers.map(({ layer, result }) => ({
      layer: layer.name,
      fp32: layer.outputTensor,
      quantized: result.output,
    }));
    return layerOutputErrors(fp32, session, tensors, residualSource(), everyIndex, {
      fixedBatch: null,
      signal: never,
    });
  };
  const [fine, coarse] = [await errors(8), await errors(3)];
  for (const { name, outputTensor } of plan.layers) {
    expect(fine.get(name)?.sqnrDb).toBeGreaterThan(20);
    expect(coarse.get(name)?.mse ?? 0).toBeGreaterThan(fine.get(name)?.mse ?? Number.NaN);
    const same = [{ layer: name, fp32: outputTensor, quantized: outputTensor }];
    const zero = await layerOutputErrors(fp32, fp32, same, residualSource(), everyIndex, {
      fixedBatch: 8,
      signal: never,
    });
    expect(zero.get(name)).toEqual({ mse: 0, sqnrDb: Number.POSITIVE_INFINITY, maxAbsError: 0 });
  }
});
