import { beforeAll, describe, expect, test } from "vitest";
import type { Preprocess, Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { buildModel, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import { run } from "#onnx/fixtures/run.ts";
import { mainGraph, withGraph } from "#onnx/model/graph/shallow-copy.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import {
  COUNT,
  everyIndex,
  never,
  open,
  residualModel,
  residualSource,
} from "../fixtures/residual-source.ts";
import { collectActivations } from "../item-batches.ts";
import { planQuantization } from "../quantize/quantization-plan.ts";
import { type QuantizedBuild, quantizeModel } from "../quantize/quantize-model.ts";
import type { InputSource } from "../runtime/input-source.ts";
import { BIAS_CORRECTION_PASSES, correctBiases } from "./bias-correction.ts";

const preprocess: Preprocess = {
  size: 12,
  resize: "stretch",
  layout: "nchw",
  channels: "rgb",
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const coarse: Partial<Recipe> = {
  weights: { bits: 3, scheme: "symmetric", granularity: { kind: "tensor" } },
};

/** Calibrates a model; what comes back quantizes it or one with other biases, and corrects it. */
async function lab(model: ModelProto, source: InputSource) {
  const plan = planQuantization(model);
  const tapped = await open(tapOutputs(model, plan.tensors));
  const options = { fixedBatch: null, signal: never };
  const observers = await collectActivations(tapped, plan.tensors, source, everyIndex, options);
  const recipe = { ...defaultRecipe({ id: "net", preprocess }, "data"), ...coarse };
  const quantize = (change: Partial<Recipe>, float = model) =>
    quantizeModel(float, plan, observers, { ...recipe, ...change });
  const correct = (
    change: Partial<Recipe>,
    build = (float: ModelProto) => quantize(change, float),
    more: Partial<Parameters<typeof correctBiases>[5]> = {},
  ) => {
    const mode = change.mode ?? "static";
    return correctBiases(model, plan, build, source, everyIndex, { ...options, mode, ...more });
  };
  return { plan, quantize, correct };
}

let residual: Awaited<ReturnType<typeof lab>>;
beforeAll(async () => {
  residual = await lab(residualModel, residualSource());
});

/** Mean of every channel (axis 1) of some tensors over all images, added up value by value. */
async function means(model: ModelProto, tensors: readonly string[], oneByOne: boolean): Promise<number[][]> {
  const source = residualSource();
  const sums = tensors.map(() => [] as number[]);
  const size = oneByOne ? 1 : COUNT;
  for (let first = 0; first < COUNT; first += size) {
    const data = await source.batch(everyIndex.subarray(first, first + size));
    const outputs = await run(
      tapOutputs(model, tensors),
      { x: { data, dims: [size, 3, 12, 12] } },
      "disabled",
    );
    tensors.forEach((tensor, t) => {
      const { data: values, dims } = outputs[tensor];
      const inner = dims.slice(2).reduce((a, b) => a * b, 1);
      values.forEach((value, i) => {
        const channel = Math.floor(i / inner) % dims[1];
        sums[t][channel] = (sums[t][channel] ?? 0) + value / (inner * COUNT);
      });
    });
  }
  return sums;
}

const apart = (a: number[], b: number[]) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
const sumsOf = ({ layers }: QuantizedBuild) => layers.map(({ result }) => result.sum);

describe("correctBiases", () => {
  test.each(["static", "weight-only", "dynamic"] as const)(
    "takes the sums to their FP32 means: %s",
    async (mode) => {
      const { plan, quantize, correct } = residual;
      const oneByOne = mode === "dynamic";
      const { model, build, effects, notices } = await correct({ mode });
      expect([effects.map(({ name }) => name), notices]).toEqual([plan.layers.map(({ name }) => name), []]);
      expect(build.bytes).toEqual(quantize({ mode }, model).bytes);

      const plain = quantize({ mode });
      const fp32 = await means(
        residualModel,
        plan.layers.map(({ node }) => node.outputs[0]),
        oneByOne,
      );
      const before = await means(plain.model, sumsOf(plain), oneByOne);
      const after = await means(build.model, sumsOf(build), oneByOne);
      effects.forEach(({ meanShiftBefore, meanShiftAfter }, i) => {
        expect(meanShiftBefore).toBeCloseTo(apart(before[i], fp32[i]), 5);
        expect(meanShiftAfter).toBeCloseTo(apart(after[i], fp32[i]), 5);
        expect(meanShiftAfter).toBeLessThan(meanShiftBefore / 4);
      });
    },
  );

  test("gives the same again, and counts every image once per pass", async () => {
    let counted = 0;
    const more = { onBatch: (count: number) => (counted += count) };
    const [once, again] = [await residual.correct({}, undefined, more), await residual.correct({})];
    expect(again.build.bytes).toEqual(once.build.bytes);
    expect(counted).toBe(BIAS_CORRECTION_PASSES * COUNT);
  });

  test("leaves the bias of a layer in FP32", async () => {
    const [{ name }] = residual.plan.layers;
    const { model, effects } = await residual.correct({ layers: { [name]: { precision: "fp32" } } });
    expect(effects.map((effect) => effect.name)).toEqual(
      residual.plan.layers.slice(1).map((layer) => layer.name),
    );
    const inputs = (of: ModelProto) => mainGraph(of).node.find((node) => node.name === name)?.input;
    expect(inputs(model)).toEqual(inputs(residualModel));
  });

  test("takes back what does not help: in one layer, and altogether", async () => {
    const { quantize, correct, plan } = residual;
    const [first] = plan.layers;
    /** The model with the first layer as it was. */
    const graft = (model: ModelProto) => {
      const node = mainGraph(model).node.map((each) => (each.name === first.name ? first.node.proto : each));
      const names = new Set(mainGraph(model).initializer.map(({ name }) => name));
      const lost = mainGraph(residualModel).initializer.filter(({ name }) => !names.has(name));
      return withGraph(model, { node, initializer: [...mainGraph(model).initializer, ...lost] });
    };
    let counted = 0;
    const onBatch = (count: number) => (counted += count);
    const some = await correct({}, (model) => quantize({}, graft(model)), { onBatch });
    expect(some.effects.map(({ name }) => name)).toEqual(plan.layers.slice(1).map(({ name }) => name));
    expect(counted).toBe(BIAS_CORRECTION_PASSES * COUNT);

    const none = await correct({}, () => quantize({}));
    expect([none.effects, none.model]).toEqual([[], residualModel]);
  });

  test("stops once the signal has fired", async () => {
    const controller = new AbortController();
    const more = { signal: controller.signal, onBatch: () => controller.abort() };
    await expect(residual.correct({}, undefined, more)).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("a MatMul's bias is in the Add behind it; one without gets none where that needs a range", async () => {
  const nodes = [
    node("MatMul", ["x", "w"], "m"),
    node("Add", ["b", "m"], "a"),
    node("Relu", ["a"], "r"),
    node("MatMul", ["r", "v"], "y"),
  ];
  const model = buildModel({
    inputs: { x: ["n", 6, 8] },
    outputs: { y: ["n", 6, 4] },
    initializers: [noiseTensor("w", [8, 16], 1), noiseTensor("b", [16], 2), noiseTensor("v", [16, 4], 3)],
    nodes,
  });
  const batch = async (indices: Uint32Array) =>
    Float32Array.from(indices).reduce(
      (all, index, i) => {
        all.set(noise(48, index + 1), i * 48);
        return all;
      },
      new Float32Array(indices.length * 48),
    );
  const { correct } = await lab(model, { inputName: "x", dims: [6, 8], batch });
  const inStatic = await correct({});
  expect(inStatic.effects.map(({ name }) => name)).toEqual(["m/MatMul"]);
  expect(inStatic.notices).toMatchObject([{ code: "correction.skipped", details: { layer: "y/MatMul" } }]);
  const { effects, build } = await correct({ mode: "weight-only" });
  expect(effects.map(({ name }) => name)).toEqual(["m/MatMul", "y/MatMul"]);
  for (const { meanShiftBefore, meanShiftAfter } of effects) {
    expect(meanShiftAfter).toBeLessThan(meanShiftBefore / 4);
  }
  expect(mainGraph(build.model).node.filter(({ opType }) => opType === "Add")).toHaveLength(2);
});
