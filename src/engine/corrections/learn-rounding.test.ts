import { describe, expect, test } from "vitest";
import type { Mode } from "#experiment/modes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { dequantizeWeights, type QuantizedTensor, quantizeWeights } from "#numerics/weights/weights.ts";
import { attentionNet } from "#onnx/fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import { constantOf, type GraphView } from "#onnx/model/graph/graph.ts";
import { mainGraph, withGraph } from "#onnx/model/graph/shallow-copy.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import type { ModelProto, NodeProto, TensorProto } from "#onnx/model/schema/onnx_pb.ts";
import { floatTensor } from "#onnx/model/write/tensor.ts";
import { fittingSpec } from "#onnx/quantize/plan/planned-weights.ts";
import { everyIndex, never, open, residualModel, residualSource } from "../fixtures/residual-source.ts";
import { collectActivations } from "../item-batches.ts";
import { planQuantization } from "../quantize/quantization-plan.ts";
import { quantizeModel } from "../quantize/quantize-model.ts";
import type { InputSource } from "../runtime/input-source.ts";
import { type LearnRoundingsOptions, learnRoundings } from "./learn-rounding.ts";

const preprocess = { size: 12, resize: "stretch", layout: "nchw", channels: "rgb", scale: 1 } as const;
const base = defaultRecipe(
  { id: "net", preprocess: { ...preprocess, mean: [0, 0, 0], std: [1, 1, 1] } },
  "data",
);
const PER_CHANNEL: WeightSpec = { bits: 3, scheme: "symmetric", granularity: { kind: "channel" } };
const recipeOf = (change: Partial<Recipe>): Recipe => ({ ...base, weights: PER_CHANNEL, ...change });

/** So few that every patch of every image is taken. */
const indices = everyIndex.subarray(0, 20);
const plan = planQuantization(residualModel);

const learn = (change: Partial<Recipe> = {}, options: Partial<LearnRoundingsOptions> = {}) =>
  learnRoundings(residualModel, plan, recipeOf(change), residualSource(), indices, {
    fixedBatch: null,
    signal: never,
    ...options,
  });

/** Reproducible items for a model that reads one tensor `x`. */
function noiseSource(dims: number[], value = (index: number, length: number) => noise(length, index + 50)) {
  const length = dims.reduce((a, b) => a * b, 1);
  const batch = async (asked: Uint32Array) => {
    const out = new Float32Array(asked.length * length);
    asked.forEach((index, k) => {
      out.set(value(index, length), k * length);
    });
    return out;
  };
  return { inputName: "x", dims, batch } satisfies InputSource;
}

const weightValues = (view: GraphView, { weight }: QuantizableLayer) =>
  readFloats(constantOf(view, weight?.tensor ?? "") as TensorProto);

/** Mean squared change of a layer's output in the runtime when only this layer's weight is quantized. */
async function measuredMse(
  model: ModelProto,
  { weight, node: { outputs } }: QuantizableLayer,
  quantized: QuantizedTensor,
  source: InputSource,
): Promise<number> {
  const { tensor, dims } = weight as NonNullable<QuantizableLayer["weight"]>;
  const replaced = floatTensor(tensor, dims, dequantizeWeights(quantized, dims));
  const initializer = mainGraph(model).initializer.map((each) => (each.name === tensor ? replaced : each));
  const results: Float32Array[] = [];
  const feeds = { x: { data: await source.batch(indices), dims: [indices.length, ...source.dims] } };
  for (const each of [model, withGraph(model, { initializer })]) {
    const session = await open(tapOutputs(each, [outputs[0]]));
    results.push((await session.run(feeds))[outputs[0]].data as Float32Array);
    await session.release();
  }
  return tensorError(results[0], results[1]).mse;
}

const close = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected)).toBeLessThan(2e-3 * expected);

test.each<WeightSpec>([
  PER_CHANNEL,
  { bits: 4, scheme: "asymmetric", granularity: { kind: "tensor" } },
  { bits: 2, scheme: "asymmetric", granularity: { kind: "group", size: 4 } },
])("states for each layer the errors that the runtime makes: %o", async (weights) => {
  const { roundings, effects, notices } = await learn({ weights });
  expect(notices).toEqual([]);
  expect(effects.map(({ name }) => name)).toEqual(plan.layers.map(({ name }) => name));
  for (const [i, layer] of plan.layers.entries()) {
    const { dims, channelAxis } = layer.weight as NonNullable<QuantizableLayer["weight"]>;
    const spec = fittingSpec(layer, weights);
    const nearest = quantizeWeights(weightValues(plan.view, layer), dims, channelAxis, spec);
    const learned = roundings.get(layer.name) as QuantizedTensor;
    expect({ ...learned, codes: null }).toEqual({ ...nearest, codes: null });
    const { outputMseNearest, outputMseLearned, changed, elementCount } = effects[i];
    close(outputMseNearest, await measuredMse(residualModel, layer, nearest, residualSource()));
    close(outputMseLearned, await measuredMse(residualModel, layer, learned, residualSource()));
    expect(outputMseLearned).toBeLessThanOrEqual(outputMseNearest);
    expect(changed).toBe(learned.codes.filter((code, k) => code !== nearest.codes[k]).length);
    expect(elementCount).toBe(learned.codes.length);
  }
  // The first layer reads white noise, in which errors do not cancel out; the others' inputs are correlated.
  for (const { outputMseNearest, outputMseLearned } of effects.slice(1)) {
    expect(outputMseLearned).toBeLessThan(0.9 * outputMseNearest);
  }
});

test("the same result every time, also where the batch is fixed and has to be filled up", async () => {
  const first = await learn();
  expect(await learn()).toEqual(first);
  expect((await learn({}, { fixedBatch: 7 })).roundings).toEqual(first.roundings);
});

test("only integer layers, each by its own options", async () => {
  const [first, second, third] = plan.layers.map(({ name }) => name);
  const { roundings } = await learn({
    layers: { [first]: { precision: "fp32" }, [third]: { weights: { bits: 5 } } },
  });
  expect([...roundings].map(([name, { qmax }]) => [name, qmax])).toEqual([
    [second, 3],
    [third, 15],
  ]);
});

test.each<Mode>(["static", "dynamic", "weight-only"])("its codes go into a %s model", async (mode) => {
  const recipe = recipeOf({ mode });
  const { roundings } = await learn({ mode });
  const session = await open(tapOutputs(residualModel, plan.tensors));
  const options = { fixedBatch: null, signal: never };
  const observers = await collectActivations(session, plan.tensors, residualSource(), indices, options);
  const { layers } = quantizeModel(residualModel, plan, observers, recipe, roundings);
  const integer = layers.filter(({ result }) => result.precision === "int");
  expect(integer.length).toBeGreaterThan(0);
  for (const { layer, result } of integer) {
    // Dynamic mode may store them shifted, as unsigned codes.
    const dims = layer.weight?.dims ?? [];
    const stored = dequantizeWeights(result.weights as QuantizedTensor, dims);
    expect(stored).toEqual(dequantizeWeights(roundings.get(layer.name) as QuantizedTensor, dims));
  }
});

test("progress comes to its end, and a cancel is heard on the way", async () => {
  const steps: number[][] = [];
  await learn({}, { onProgress: (done, total) => steps.push([done, total]) });
  expect(steps[0]).toEqual([0, indices.length + 3]);
  expect(steps.at(-1)).toEqual([indices.length + 3, indices.length + 3]);
  for (let i = 1; i < steps.length; i++) expect(steps[i][0]).toBeGreaterThan(steps[i - 1][0]);

  const controller = new AbortController();
  let heard = 0;
  const onProgress = (done: number) => {
    heard = done;
    if (done === 5) controller.abort();
  };
  await expect(learn({}, { signal: controller.signal, onProgress })).rejects.toMatchObject({
    name: "AbortError",
  });
  expect(heard).toBe(5);
});

test("linear layers of an attention block; its products have no weights", async () => {
  const model = attentionNet();
  const attention = planQuantization(model);
  const source = noiseSource([6, 8]);
  const options = { fixedBatch: null, signal: never };
  const { roundings, effects, notices } = await learnRoundings(
    model,
    attention,
    recipeOf({}),
    source,
    indices,
    options,
  );
  const linear = attention.layers.filter(({ weight }) => weight);
  expect(linear).toHaveLength(4);
  expect([effects.map(({ name }) => name), notices]).toEqual([linear.map(({ name }) => name), []]);
  for (const [i, layer] of linear.entries()) {
    const learned = roundings.get(layer.name) as QuantizedTensor;
    close(effects[i].outputMseLearned, await measuredMse(model, layer, learned, source));
  }
});

/** A model of MatMul and Gemm layers on `x`, of the given output dimensions. */
const linearModel = (inputs: number, nodes: NodeProto[], weights: TensorProto[]) =>
  buildModel({
    inputs: { x: ["n", inputs] },
    outputs: Object.fromEntries(nodes.map(({ output }) => [output[0], ["n", "m"]])),
    initializers: weights,
    nodes,
  });

const learnLinear = (model: ModelProto, source: InputSource, options: Partial<LearnRoundingsOptions> = {}) =>
  learnRoundings(model, planQuantization(model), recipeOf({}), source, indices, {
    fixedBatch: null,
    signal: never,
    ...options,
  });

test("layers that share a weight share its rounding; Gemm's alpha counts in its error", async () => {
  const gemm = node("Gemm", ["x", "w"], "b", { alpha: { float: 3 } });
  const model = linearModel(12, [node("MatMul", ["x", "w"], "a"), gemm], [noiseTensor("w", [12, 5], 1)]);
  const { roundings, effects } = await learnLinear(model, noiseSource([12]));
  const [a, b] = [...roundings.values()];
  expect(b).toBe(a);
  close(effects[1].outputMseLearned, 9 * effects[0].outputMseLearned);
  const { layers } = planQuantization(model);
  close(effects[1].outputMseLearned, await measuredMse(model, layers[1], b, noiseSource([12])));
});

test("moments that do not fit into memory together take another pass over the items", async () => {
  const weights = [noiseTensor("w", [2100, 2], 1), noiseTensor("v", [2100, 2], 2)];
  const nodes = [node("MatMul", ["x", "w"], "a"), node("MatMul", ["x", "v"], "b")];
  let steps = 0;
  const onProgress = (_: number, total: number) => {
    steps = total;
  };
  const { effects } = await learnLinear(linearModel(2100, nodes, weights), noiseSource([2100]), {
    onProgress,
  });
  expect(steps).toBe(2 * indices.length + 2);
  for (const { outputMseLearned, outputMseNearest } of effects) {
    expect(outputMseLearned).toBeLessThan(0.5 * outputMseNearest);
  }
});

describe("what cannot be rounded so", () => {
  test("a stack of matrices is named", async () => {
    const model = buildModel({
      inputs: { x: ["n", 2, 3, 4] },
      outputs: { y: ["n", 2, 3, 5] },
      initializers: [noiseTensor("w", [2, 4, 5], 1)],
      nodes: [node("MatMul", ["x", "w"], "y")],
    });
    const { roundings, notices } = await learnLinear(model, noiseSource([2, 3, 4]));
    expect(roundings.size).toBe(0);
    expect(notices).toEqual([
      {
        code: "correction.skipped",
        details: expect.objectContaining({ layer: "y/MatMul", reason: expect.stringContaining("[2, 4, 5]") }),
      },
    ]);
  });

  test("a layer whose inputs hold NaN is named, one whose weights do is left to the rewriter", async () => {
    const matmul = (weights: TensorProto) => linearModel(4, [node("MatMul", ["x", "w"], "y")], [weights]);
    const poisoned = noiseSource([4], (index, length) =>
      noise(length, index).fill(index === 7 ? Number.NaN : 1, 0, 1),
    );
    const inputs = await learnLinear(matmul(noiseTensor("w", [4, 3], 1)), poisoned);
    expect(inputs.roundings.size).toBe(0);
    expect(inputs.notices).toMatchObject([{ code: "correction.skipped", details: { layer: "y/MatMul" } }]);

    const infinite = floatTensor("w", [4, 3], noise(12, 1).fill(Infinity, 0, 1));
    expect(await learnLinear(matmul(infinite), noiseSource([4]))).toEqual({
      roundings: new Map(),
      effects: [],
      notices: [],
    });
  });
});
