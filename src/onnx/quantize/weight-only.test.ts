import { describe, expect, it } from "vitest";
import type { WeightSpec } from "#numerics/grid.ts";
import { quantizeWeights } from "#numerics/weights/weights.ts";
import { attentionNet } from "../fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "../fixtures/build.ts";
import { LAYER, oneLayer, withOwnFunction } from "../fixtures/every-weight.ts";
import { PER_CHANNEL, PER_TENSOR } from "../fixtures/plan.ts";
import { residualFeed, residualNet } from "../fixtures/residual-net.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import { extractSubgraph } from "../model/graph/subgraph.ts";
import { type ModelProto, TensorProto_DataType as Type } from "../model/schema/onnx_pb.ts";
import { writeModel } from "../model/write/model.ts";
import { floatTensor } from "../model/write/tensor.ts";
import { foldBatchNorm } from "../prepare/fold-batch-norm.ts";
import type { PlannedLayer } from "./plan/plan.ts";
import { weightOnly } from "./weight-only.ts";

const FOUR: WeightSpec = { ...PER_CHANNEL, bits: 4 };
const GROUPS: WeightSpec = { ...FOUR, granularity: { kind: "group", size: 32 } };

function build(model: ModelProto, planned: PlannedLayer | Record<string, PlannedLayer>) {
  const { layers } = quantizableLayers(graphView(model));
  const all = typeof planned === "string" || "weights" in planned;
  const plan = all
    ? layers.map(({ name }) => [name, planned as PlannedLayer] as const)
    : Object.entries(planned as Record<string, PlannedLayer>);
  return weightOnly(model, { mode: "weight-only", layers: new Map(plan), activations: new Map() });
}

const names = (model: ModelProto) => model.graph?.initializer.map(({ name }) => name) ?? [];
const opset = (model: ModelProto) => model.opsetImport.find(({ domain }) => domain === "")?.version;

describe("weightOnly on a residual network", () => {
  const { model } = foldBatchNorm(residualNet());
  const feeds = residualFeed(2, 1);

  it("stores weights only: biases, activations and nodes stay", async () => {
    const { model: quantized, layers, notices } = build(model, { weights: PER_CHANNEL });
    expect(notices).toEqual([]);
    expect(opset(quantized)).toBe(17n);
    expect(names(quantized)).toEqual(expect.arrayContaining(["b2", "b3", "w3_quantized", "w3_scale"]));
    expect(names(quantized)).not.toContain("w3");
    const ops = quantized.graph?.node.map(({ opType }) => opType) ?? [];
    expect(ops.filter((op) => op !== "DequantizeLinear")).toEqual(
      model.graph?.node.map(({ opType }) => opType),
    );
    expect(layers[0]).toMatchObject({ storageBits: 8, output: "r1", sum: "n1", widenedScales: 0 });
    const [float, coded] = [await run(model, feeds), await run(quantized, feeds)];
    const range = Math.max(...float.logits.data.map(Math.abs));
    expect(maxDifference(coded.logits.data, float.logits.data)).toBeLessThan(0.02 * range);
  });

  it("leaves float layers alone", () => {
    const { model: quantized, layers } = build(model, { "c2/Conv": { weights: FOUR }, "c1/Conv": "fp32" });
    expect(layers.map(({ precision, storageBits }) => [precision, storageBits])).toEqual([
      ["fp32", 32],
      ["int", 4],
      ["fp32", 32],
    ]);
    expect(names(quantized)).toContain("w3");
    expect(opset(quantized)).toBe(21n);
  });

  it("has a boundary that stands alone", async () => {
    const { model: quantized, layers } = build(model, { weights: FOUR });
    const { inputs, output } = layers[1].boundary ?? expect.fail("no boundary");
    expect([inputs, output]).toEqual([[{ tensor: "p1", elemType: Type.FLOAT }], "c2"]);
    const dims = [1, 8, 6, 6];
    const cut = extractSubgraph(quantized, [{ name: "p1", elemType: Type.FLOAT, dims }], [output]);
    const { c2 } = await run(cut, { p1: { data: noise(288, 1), dims } });
    expect(c2.dims).toEqual(dims);
  });
});

it("leaves a product of two activations as it is", () => {
  const { layers } = build(attentionNet(), { weights: PER_CHANNEL });
  expect(layers.map(({ precision, storageBits }) => `${precision} ${storageBits}`)).toEqual([
    "int 8",
    "int 8",
    "int 8",
    "fp32 null",
    "fp32 null",
    "int 8",
  ]);
});

it("stores a weight that layers share once, and once more for another specification or other codes", () => {
  const model = buildModel({
    inputs: { x: ["n", 4] },
    outputs: { d: ["n", 4] },
    initializers: [noiseTensor("w", [4, 4], 2)],
    nodes: ["a", "b", "c", "d"].map((name, i, all) => node("MatMul", [all[i - 1] ?? "x", "w"], name)),
  });
  const quantized = quantizeWeights(noise(16, 2), [4, 4], 1, FOUR);
  const { model: built } = build(model, {
    "a/MatMul": { weights: FOUR },
    "b/MatMul": { weights: { ...FOUR } },
    "c/MatMul": { weights: PER_TENSOR },
    "d/MatMul": { weights: FOUR, quantized },
  });
  expect(names(built).filter((name) => name.startsWith("w_quantized"))).toHaveLength(3);
});

it("writes codes that are given", () => {
  const quantized = quantizeWeights(noise(17 * 3, 2, 0.7), [3, 17], 0, FOUR);
  quantized.codes[0] = quantized.codes[0] > 0 ? quantized.codes[0] - 1 : quantized.codes[0] + 1;
  const { layers } = build(oneLayer("gemmTransposed"), { weights: FOUR, quantized });
  expect(layers[0].weights).toEqual(quantized);
});

describe("what is done otherwise than asked", () => {
  it("groups as large as a channel are channels", () => {
    const { layers, notices } = build(oneLayer("depthwise"), { weights: GROUPS });
    expect(notices).toEqual([
      { code: "layer.group-too-large", details: { layer: LAYER, size: 32, inputs: 9 } },
    ]);
    expect(layers[0].weights).toMatchObject({ channelAxis: 0, groupSize: null });
    expect(layers[0].weights?.scales).toHaveLength(4);
  });

  it("an operator set that cannot be raised", () => {
    const kept = (weights: WeightSpec) => build(withOwnFunction(oneLayer("matmul")), { weights }).notices;
    const notice = (lacks: string, instead: string) => {
      const details = { name: "Same", op: "local.Same", opset: 17, lacks, instead };
      return [{ code: "model.opset-kept", details }];
    };
    expect(kept(PER_CHANNEL)).toEqual([]);
    expect(kept(FOUR)).toEqual(notice("4-bit tensors", "codes take 8 bits"));
    expect(kept(GROUPS)).toEqual(
      notice("4-bit tensors and scales per block", "codes take 8 bits and groups are stored as rows"),
    );
    expect(kept({ ...GROUPS, bits: 8 })).toEqual(notice("scales per block", "groups are stored as rows"));
  });

  it.each([
    ["weights", "w"],
    ["a bias", "b"],
  ])("%s that are not finite stay float, the other layers do not", (_, tensor) => {
    const model = buildModel({
      inputs: { x: ["n", 4] },
      outputs: { z: ["n", 4] },
      initializers: [...["w", "b", "v"].map((name, i) => noiseTensor(name, name === "b" ? [4] : [4, 4], i))],
      nodes: [node("Gemm", ["x", "w", "b"], "y"), node("Gemm", ["y", "v"], "z")],
    });
    const bad = model.graph?.initializer.find(({ name }) => name === tensor) ?? expect.fail();
    bad.rawData = floatTensor(
      "",
      [],
      [Number.NaN, 1, Number.NEGATIVE_INFINITY, ...noise(tensor === "b" ? 1 : 13, 1)],
    ).rawData;
    const { layers, notices } = build(model, { weights: PER_CHANNEL });
    expect(notices).toEqual([{ code: "layer.weights-non-finite", details: { layer: "y/Gemm", count: 2 } }]);
    expect(layers.map(({ precision }) => precision)).toEqual(["fp32", "int"]);
  });
});

it.each([
  ["symmetric", 8],
  ["asymmetric", 4],
  ["symmetric", 2],
] as const)("zero and constant channels come back as they are, %s at %i bits", async (scheme, bits) => {
  const constants = [0, 0.1, -3, 1e-30];
  const model = buildModel({
    inputs: { x: [1, 4] },
    outputs: { y: [1, 4] },
    initializers: [
      floatTensor(
        "w",
        [4, 4],
        constants.flatMap((value) => [value, value, value, value]),
      ),
    ],
    nodes: [node("Gemm", ["x", "w"], "y", { transB: 1 })],
  });
  const { model: quantized, layers } = build(model, { weights: { ...PER_CHANNEL, scheme, bits } });
  expect(layers[0].weights?.scales[0]).toBe(1);
  const { y } = await run(quantized, { x: { data: Float32Array.of(1, 0, 0, 0), dims: [1, 4] } });
  y.data.forEach((value, i) => {
    expect(Math.abs(value - constants[i])).toBeLessThanOrEqual(2 ** -23 * Math.abs(constants[i]));
  });
});

it("files with 4 bits are about half as large as files with 8", () => {
  const model = buildModel({
    inputs: { x: ["n", 256] },
    outputs: { y: ["n", 256] },
    initializers: [noiseTensor("w", [256, 256], 1)],
    nodes: [node("MatMul", ["x", "w"], "y")],
  });
  const size = (weights: WeightSpec) => writeModel(build(model, { weights }).model).length;
  expect(size(FOUR) / size(PER_CHANNEL)).toBeLessThan(0.53);
  // One float32 scale and one zero point of 4 bits for every 32 codes.
  expect(size(GROUPS) / size(FOUR)).toBeLessThan(1.27);
});

it("refuses an operator set below 13", () => {
  expect(() => build(oneLayer("matmul", 12), { weights: PER_CHANNEL })).toThrow(
    expect.objectContaining({ code: "model.unsupported", details: { what: "opset", found: 12, needed: 13 } }),
  );
});
