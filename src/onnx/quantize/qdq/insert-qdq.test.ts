import { describe, expect, it } from "vitest";
import { type AffineParams, deployableParams } from "#numerics/affine.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { fakeQuantizeInto } from "#numerics/quantize.ts";
import { dequantizeWeights, quantizeWeights } from "#numerics/weights/weights.ts";
import { attentionNet } from "../../fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { PER_CHANNEL, PER_TENSOR, planFor } from "../../fixtures/plan.ts";
import { residualFeed, residualNet } from "../../fixtures/residual-net.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { readFloats, readInts } from "../../model/read/tensor.ts";
import { type ModelProto, TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";
import { foldBatchNorm } from "../../prepare/fold-batch-norm.ts";
import { insertQdq } from "./insert-qdq.ts";

const ops = (model: ModelProto, op: string) => model.graph?.node.filter(({ opType }) => opType === op) ?? [];
const initializer = (model: ModelProto, name: string) =>
  model.graph?.initializer.find((tensor) => tensor.name === name) ?? expect.fail(`no ${name}`);

function fakeQuantized(values: Float32Array, params: AffineParams): Float32Array {
  const out = new Float32Array(values.length);
  fakeQuantizeInto(values, params, out);
  return out;
}

const SPECS: [string, WeightSpec][] = [
  ["per tensor", PER_TENSOR],
  ["per channel", PER_CHANNEL],
  ["4 bits", { ...PER_CHANNEL, bits: 4 }],
  ["asymmetric", { ...PER_TENSOR, scheme: "asymmetric" }],
  ["asymmetric per channel", { ...PER_CHANNEL, scheme: "asymmetric", bits: 5 }],
];

describe("insertQdq against plain arithmetic", () => {
  const weights = noise(4 * 6, 1);
  const bias = noise(4, 2);
  const x = noise(3 * 6, 3, 2);
  const model = buildModel({
    inputs: { x: ["n", 6, 1, 1] },
    outputs: { y: ["n", 4, 1, 1] },
    initializers: [noiseTensor("w", [4, 6, 1, 1], 1), noiseTensor("b", [4], 2)],
    nodes: [node("Conv", ["x", "w", "b"], "c"), node("Relu", ["c"], "y")],
  });

  it.each(SPECS)("a convolution with Relu, %s", async (_, spec) => {
    const feeds = { x: { data: x, dims: [3, 6, 1, 1] } };
    const plan = await planFor(model, feeds, spec);
    const { model: quantized, layers } = insertQdq(model, plan);
    expect(ops(quantized, "Relu")).toHaveLength(0);

    const w = dequantizeWeights(quantizeWeights(weights, [4, 6, 1, 1], 0, spec), [4, 6, 1, 1]);
    const xq = fakeQuantized(x, plan.activations.get("x") as AffineParams);
    const step = (plan.activations.get("x") as AffineParams).scale;
    const expected = new Float32Array(12);
    for (let n = 0; n < 3; n++) {
      for (let c = 0; c < 4; c++) {
        const { scales } = layers[0].weights ?? expect.fail("no weights");
        const biasStep = Math.fround(step * scales[c % scales.length]);
        let sum = Math.round(bias[c] / biasStep) * biasStep;
        for (let i = 0; i < 6; i++) sum += xq[n * 6 + i] * w[c * 6 + i];
        expected[n * 4 + c] = Math.max(sum, 0);
      }
    }
    const reference = fakeQuantized(expected, plan.activations.get("y") as AffineParams);
    for (const level of ["disabled", "all"] as const) {
      const { y } = await run(quantized, feeds, level);
      expect(maxDifference(y.data, reference)).toBeLessThan(1e-5);
    }
  });
});

describe("insertQdq on a residual network", () => {
  const { model } = foldBatchNorm(residualNet());
  const feeds = residualFeed(4, 1);

  it.each(SPECS)("stays near float and runs fused and unfused alike, %s", async (_, spec) => {
    const plan = await planFor(model, feeds, spec);
    const { model: quantized } = insertQdq(model, plan);
    const float = await run(model, feeds);
    const simulated = await run(quantized, feeds, "disabled");
    const integer = await run(quantized, feeds, "all");
    const range = Math.max(...float.logits.data.map(Math.abs));
    const step = (plan.activations.get("logits") as AffineParams).scale;
    expect(maxDifference(simulated.logits.data, float.logits.data)).toBeLessThan(
      spec.bits === 8 ? 0.03 * range : range,
    );
    expect(maxDifference(integer.logits.data, simulated.logits.data)).toBeLessThan(3 * step);
  });

  it("places pairs, shares parameters and absorbs activations as ONNX Runtime's quantizer does", async () => {
    const { model: quantized, layers } = insertQdq(model, await planFor(model, feeds, PER_CHANNEL));
    const pairs = ops(quantized, "QuantizeLinear").map(({ input }) => input);
    expect(pairs).toEqual([
      ["x", "x_scale", "x_zero_point"],
      ["r1", "r1_scale", "r1_zero_point"],
      ["p1", "r1_scale", "r1_zero_point"],
      ["c2", "c2_scale", "c2_zero_point"],
      ["ra", "ra_scale", "ra_zero_point"],
      ["g", "g_scale", "g_zero_point"],
      ["f", "g_scale", "g_zero_point"],
      ["logits_QuantizeLinear_Input", "logits_scale", "logits_zero_point"],
    ]);
    expect(ops(quantized, "Clip")).toEqual([]);
    expect(ops(quantized, "Relu")).toEqual([]);
    expect(quantized.graph?.initializer.some(({ name }) => name === "w2")).toBe(false);
    expect(
      ops(quantized, "DequantizeLinear").every(
        ({ input }) => input[0] !== "b2_quantized" || input.length === 2,
      ),
    ).toBe(true);
    expect(layers[1]).toMatchObject({
      name: "c2/Conv",
      precision: "int",
      output: "c2_DequantizeLinear_Output",
      boundary: {
        inputs: [{ tensor: "p1_QuantizeLinear_Output", elemType: Type.UINT8 }],
        output: "c2_QuantizeLinear_Output",
      },
    });
    expect(layers[2].output).toBe("logits");
  });

  it("leaves float layers and what surrounds them in float", async () => {
    const plan = await planFor(model, feeds, PER_TENSOR);
    const layers = new Map([...plan.layers, ["c1/Conv", "fp32" as const]]);
    const { model: quantized, layers: results } = insertQdq(model, { ...plan, layers });
    expect(ops(quantized, "Clip")).toHaveLength(1);
    expect(ops(quantized, "QuantizeLinear")[0].input).toEqual(["p1", "p1_scale", "p1_zero_point"]);
    expect(results[0]).toMatchObject({ precision: "fp32", weights: null, output: "r1" });
    const nothing = insertQdq(model, { mode: "static", layers: new Map(), activations: new Map() });
    expect(ops(nothing.model, "QuantizeLinear")).toEqual([]);
    const [before, after] = [await run(model, feeds), await run(nothing.model, feeds)];
    expect(after.logits.data).toEqual(before.logits.data);
  });

  it("keeps a Relu that the range does not replace, and clips codes to a narrower grid", async () => {
    const plan = await planFor(model, feeds, PER_TENSOR);
    const symmetric = deployableParams(-3, 3, { bits: 8, scheme: "symmetric", signed: false });
    const four = deployableParams(0, 6, { bits: 4, scheme: "asymmetric", signed: false });
    const activations = new Map([...plan.activations, ["ra", symmetric], ["r1", four]] as const);
    const { model: quantized } = insertQdq(model, { ...plan, activations });
    expect(ops(quantized, "Relu")).toHaveLength(1);
    expect(ops(quantized, "Clip").map(({ input }) => input[0])).toEqual([
      "r1_QuantizeLinear_Output",
      "p1_QuantizeLinear_Output",
    ]);
    const [simulated, integer] = [await run(quantized, feeds, "disabled"), await run(quantized, feeds)];
    expect(maxDifference(integer.logits.data, simulated.logits.data)).toBeLessThan(0.1);
  });

  it("refuses what it cannot do, by name", async () => {
    const plan = await planFor(model, feeds, PER_TENSOR);
    const old = buildModel({
      inputs: { x: [1] },
      outputs: { y: [1] },
      nodes: [node("Relu", ["x"], "y")],
      opset: 12,
    });
    const refusal = (details: object) =>
      expect.objectContaining({ details: expect.objectContaining(details) });
    expect(() => insertQdq(old, plan)).toThrow(refusal({ what: "opset", found: 12 }));
    const unknown = new Map([["nowhere", "fp32" as const]]);
    expect(() => insertQdq(model, { ...plan, layers: unknown })).toThrow(refusal({ layer: "nowhere" }));
  });
});

describe("insertQdq on attention", () => {
  it("quantizes products of activations, Softmax at 0..1 and biases of Adds", async () => {
    const model = attentionNet();
    const feeds = { x: { data: noise(2 * 48, 5), dims: [2, 6, 8] } };
    const plan = await planFor(model, feeds, PER_CHANNEL);
    plan.activations.delete("weights");
    const { model: quantized, layers } = insertQdq(model, plan);
    expect(readFloats(initializer(quantized, "weights_scale"))[0]).toBe(Math.fround(1 / 255));
    expect(readInts(initializer(quantized, "weights_zero_point"))).toEqual([0]);
    expect(readInts(initializer(quantized, "q.b_quantized"))).toHaveLength(8);
    const attention = layers.filter(({ weights }) => weights === null);
    expect(attention.map(({ boundary }) => boundary?.inputs.map(({ tensor }) => tensor))).toEqual([
      ["q_QuantizeLinear_Output", "kt_QuantizeLinear_Output"],
      ["weights_QuantizeLinear_Output", "v_QuantizeLinear_Output"],
    ]);
    const [float, integer] = [await run(model, feeds), await run(quantized, feeds)];
    expect(maxDifference(integer.y.data, float.y.data)).toBeLessThan(0.15);
  });
});
