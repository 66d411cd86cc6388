import { describe, expect, test } from "vitest";
import { quantizeModel } from "#engine/quantize/quantize-model.ts";
import type { LayerOverride, Recipe } from "#experiment/recipe.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { attentionNet } from "#onnx/fixtures/attention-net.ts";
import { buildModel, node, noise } from "#onnx/fixtures/build.ts";
import { KINDS, LAYER, oneLayer, oneLayerFeed } from "#onnx/fixtures/every-weight.ts";
import { run } from "#onnx/fixtures/run.ts";
import { constantOf, graphView } from "#onnx/model/graph/graph.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { floatTensor } from "#onnx/model/write/tensor.ts";
import { ensureBuilt } from "../../build/build.ts";
import { type Lab, residualLab, residualRecipe } from "../../fixtures/lab.ts";
import { never } from "../../fixtures/run-lab.ts";
import { dropped } from "../../fixtures/strangers.ts";
import type { LoadedModel } from "../../open/loaded-model.ts";
import { storedWeights } from "./stored-weights.ts";

const SPECS: WeightSpec[] = [
  { bits: 8, scheme: "symmetric", granularity: { kind: "tensor" } },
  { bits: 3, scheme: "asymmetric", granularity: { kind: "channel" } },
  // Few of the layers have a number of inputs that 4 divides, and some have fewer than 16.
  { bits: 4, scheme: "symmetric", granularity: { kind: "group", size: 4 } },
  { bits: 8, scheme: "asymmetric", granularity: { kind: "group", size: 16 }, range: "mse" },
];
const recipeOf = (weights: WeightSpec): Recipe => ({ ...residualRecipe, mode: "weight-only", weights });

describe.each(Object.keys(KINDS))("%s", async (kind) => {
  const model = await dropped(oneLayer(kind, 21));
  const float = model.float(false);
  const build = (recipe: Recipe) => quantizeModel(float.model, float.plan, new Map(), recipe).model;

  test("are, without a build, the weights that the runtime finds in the built model", async () => {
    for (const spec of SPECS) {
      const recipe = recipeOf(spec);
      const quantized = build(recipe);
      const weight = graphView(quantized).nodes.find(({ name }) => name === LAYER)?.inputs[1] ?? "";
      const outputs = await run(tapOutputs(quantized, [weight]), oneLayerFeed(kind), "disabled");
      const { stored, precision } = storedWeights(model, recipe, LAYER);
      expect(precision).toBe("int");
      expect(stored).toEqual(outputs[weight].data);
    }
  });

  test("are halves in FP16 and unchanged in FP32", () => {
    const at = (precision: "fp16" | "fp32") => ({
      ...recipeOf(SPECS[0]),
      layers: { [LAYER]: { precision } },
    });
    const view = graphView(build(at("fp16")));
    const half = constantOf(view, view.nodes.find(({ name }) => name === LAYER)?.inputs[1] ?? "");
    expect(storedWeights(model, at("fp16"), LAYER).stored).toEqual(half && readFloats(half));
    const { stored, original, precision, quantized } = storedWeights(model, at("fp32"), LAYER);
    expect([precision, quantized]).toEqual(["fp32", null]);
    expect(stored).toBe(original);
  });
});

/** A pointwise Conv "c" and a Gemm behind it, with this weight and bias in the Conv; input and output of the residual net. */
function smallNet(weight: Float32Array, bias: number) {
  return writeModel(
    buildModel({
      inputs: { x: ["n", 3, 12, 12] },
      outputs: { logits: ["n", 5] },
      initializers: [
        floatTensor("w", [5, 3, 1, 1], weight),
        floatTensor("b", [5], new Float32Array(5).fill(bias)),
      ],
      nodes: [
        node("Conv", ["x", "w", "b"], "c"),
        node("GlobalAveragePool", ["c"], "pooled"),
        node("Flatten", ["pooled"], "logits"),
      ],
    }),
  );
}
const CONV = "c/Conv";
const small = (weight: Float32Array, bias: number) => residualLab(smallNet(weight, bias));
const plain = noise(15, 1);
const found = (model: LoadedModel, override: LayerOverride = {}, mode = residualRecipe.mode) =>
  storedWeights(model, { ...residualRecipe, mode, layers: { [CONV]: override } }, CONV);

describe("a layer that the recipe cannot quantize stays in FP32", () => {
  test.each([
    ["NaN among the weights", small(plain.with(3, Number.NaN), 0), {}, 1],
    ["an infinite bias", small(plain, Infinity), {}, 0],
    ["weights beyond half precision", small(plain.with(3, 7e4), 0), { precision: "fp16" }, 0],
    ["a bias beyond half precision", small(plain, 7e4), { precision: "fp16" }, 0],
  ] as [string, Lab, LayerOverride, number][])("%s", (_, { model }, override, count) => {
    const { precision, stored, original, extremes } = found(model, override);
    expect([precision, extremes.nonFinite]).toEqual(["fp32", count]);
    expect(stored).toBe(original);
  });

  test("a transposed convolution in dynamic mode", async () => {
    const model = await dropped(oneLayer("transposed"));
    const at = (mode: Recipe["mode"]) => storedWeights(model, { ...residualRecipe, mode }, LAYER).precision;
    expect([at("static"), at("dynamic")]).toEqual(["int", "fp32"]);
  });
});

describe("what only a run can find out is taken from the run", () => {
  test("scales widened for a bias that would overflow", async () => {
    const lab = small(
      plain.map((x) => x * 1e-12),
      1,
    );
    const before = found(lab.model);
    const { build } = await ensureBuilt(
      lab.model,
      lab.data,
      { ...residualRecipe, layers: { [CONV]: {} } },
      never,
    );
    const { result } = build.layers[0];
    expect(result.widenedScales).toBe(1);
    const after = found(lab.model);
    expect(after.quantized?.scales).toEqual(result.weights?.scales);
    expect(after.quantized?.scales[0]).toBeGreaterThan(before.quantized?.scales[0] ?? Infinity);
  });

  test("learned rounding, also for another evaluation", async () => {
    const lab = residualLab();
    const [first] = lab.model.float(false).plan.layers;
    const recipe: Recipe = {
      ...residualRecipe,
      corrections: { learnedRounding: true },
      weights: { bits: 3, scheme: "symmetric", granularity: { kind: "channel" } },
    };
    const nearest = storedWeights(lab.model, recipe, first.name);
    expect(nearest.rounding).toBe("nearest");
    const { build } = await ensureBuilt(lab.model, lab.data, recipe, never);
    const learned = build.layers[0].result.weights?.codes;
    expect(learned).not.toEqual(nearest.quantized?.codes);
    for (const count of [recipe.evaluation.count, 3]) {
      const known = storedWeights(lab.model, { ...recipe, evaluation: { count, seed: 1 } }, first.name);
      expect([known.rounding, known.quantized?.codes]).toEqual(["learned", learned]);
    }
    const others = storedWeights(
      lab.model,
      { ...recipe, calibration: { ...recipe.calibration, seed: 9 } },
      first.name,
    );
    expect([others.rounding, others.stored]).toEqual(["nearest", nearest.stored]);
  });
});

test("a search for ranges is done once", () => {
  const { model } = residualLab();
  const [first] = model.float(false).plan.layers;
  const recipe = recipeOf({ ...SPECS[1], range: "mse" });
  const { quantized } = storedWeights(model, recipe, first.name);
  expect(storedWeights(model, recipe, first.name).quantized).toBe(quantized);
  const other = recipeOf({ ...SPECS[2], range: "mse" });
  expect(storedWeights(model, other, first.name).quantized?.scales.length).not.toBe(quantized?.scales.length);
});

test("an unknown layer, a product of two activations and a quantized model are refused with different errors", async () => {
  const attention = await dropped(attentionNet());
  const product = attention.float(false).plan.layers.find(({ kind }) => kind === "attention")?.name ?? "";
  for (const name of ["gone", product])
    expect(() => storedWeights(attention, residualRecipe, name)).toThrow(
      expect.objectContaining({ code: "recipe.unknown-layer", details: { layer: name } }),
    );
  const lab = residualLab();
  const { build } = await ensureBuilt(lab.model, lab.data, residualRecipe, never);
  const quantized = residualLab(build.bytes);
  expect(() => storedWeights(quantized.model, residualRecipe, "c1/Conv")).toThrow(
    expect.objectContaining({ code: "model.already-quantized" }),
  );
});
