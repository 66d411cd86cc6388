import { describe, expect, it } from "vitest";
import { tensorError } from "#numerics/errors/errors.ts";
import { attentionNet } from "../../fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { PER_CHANNEL, PER_TENSOR, uncalibratedPlan } from "../../fixtures/plan.ts";
import { residualFeed, residualNet } from "../../fixtures/residual-net.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { mainGraph } from "../../model/graph/shallow-copy.ts";
import { extractSubgraph } from "../../model/graph/subgraph.ts";
import { readInts } from "../../model/read/tensor.ts";
import { type ModelProto, TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";
import { floatTensor } from "../../model/write/tensor.ts";
import { foldBatchNorm } from "../../prepare/fold-batch-norm.ts";
import type { PlannedLayer } from "../plan/plan.ts";
import { insertDynamic } from "./dynamic.ts";

const opsOf = (model: ModelProto) => mainGraph(model).node.map(({ opType }) => opType);

describe("insertDynamic of a network", () => {
  const { model } = foldBatchNorm(residualNet());
  const feeds = residualFeed(1, 1);

  it("stays near float, keeps activations in float and the names of sums", async () => {
    const {
      model: dynamic,
      layers,
      notices,
    } = insertDynamic(model, uncalibratedPlan(model, "dynamic", PER_CHANNEL));
    expect(notices).toEqual([]);
    expect(opsOf(dynamic)).toContain("Clip");
    expect(opsOf(dynamic).filter((op) => op === "DynamicQuantizeLinear")).toHaveLength(3);
    expect(layers.map(({ sum, output }) => [sum, output])).toEqual([
      ["n1", "r1"],
      ["c2", "c2"],
      ["logits", "logits"],
    ]);
    const [float, quantized] = [await run(model, feeds), await run(dynamic, feeds)];
    const range = Math.max(...float.logits.data.map(Math.abs));
    expect(maxDifference(quantized.logits.data, float.logits.data)).toBeLessThan(0.03 * range);
    expect(quantized.logits.data).not.toEqual(float.logits.data);
  });

  it("gives each layer a boundary at which it stands alone", async () => {
    const { model: dynamic, layers } = insertDynamic(model, uncalibratedPlan(model, "dynamic", PER_CHANNEL));
    const { boundary } = layers[1];
    const [{ tensor: name, elemType }] = boundary?.inputs ?? expect.fail("no boundary");
    const part = extractSubgraph(dynamic, [{ name, elemType, dims: [1, 8, 6, 6] }], [boundary?.output ?? ""]);
    expect(opsOf(part)).toEqual(["DynamicQuantizeLinear", "ConvInteger", "Cast", "Mul", "Mul", "Add"]);
    const { c2 } = await run(part, { [name]: { data: noise(288, 2), dims: [1, 8, 6, 6] } });
    expect(c2.data).toHaveLength(288);
  });

  it("takes codes that are given, and leaves layers that are not to become integer as they are", () => {
    const spec = uncalibratedPlan(model, "dynamic", PER_CHANNEL);
    const nearest = insertDynamic(model, spec).layers[1].weights ?? expect.fail("no weights");
    const quantized = {
      ...nearest,
      codes: Int8Array.from(nearest.codes, (code) => Math.max(code - 1, -127)),
    };
    const layers = new Map<string, PlannedLayer>([
      ["c1/Conv", "fp32"],
      ["c2/Conv", { weights: PER_CHANNEL, quantized }],
      ["logits/Gemm", "fp16"],
    ]);
    const result = insertDynamic(model, { ...spec, layers });
    const stored = mainGraph(result.model).initializer.find(({ name }) => name === "w2_quantized");
    const shifted = Array.from(quantized.codes, (code) => code + 128);
    expect(readInts(stored ?? expect.fail("no codes"))).toEqual(shifted);
    expect(result.layers.map(({ precision, storageBits }) => [precision, storageBits])).toEqual([
      ["fp32", 32],
      ["int", 8],
      ["fp32", 32],
    ]);
    expect(opsOf(result.model).filter((op) => op === "Conv" || op === "Gemm")).toEqual(["Conv", "Gemm"]);
  });

  it("refuses layers that the model lacks, and needs no calibration", () => {
    const layers = new Map([["nowhere", "fp32" as const]]);
    expect(() => insertDynamic(model, { ...uncalibratedPlan(model, "dynamic", PER_TENSOR), layers })).toThrow(
      expect.objectContaining({ code: "recipe.unknown-layer", details: { layer: "nowhere" } }),
    );
  });
});

describe("a stack of matrices with a bias, one scale per channel", () => {
  // Columns of unlike sizes: a kernel that takes another column's scale is far off.
  const columns = (dims: number[]) => {
    const width = dims[dims.length - 1];
    const values = noise(
      dims.reduce((a, b) => a * b),
      1,
    );
    return floatTensor(
      "w",
      dims,
      values.map((value, i) => value * (1 + 1.5 * (i % width))),
    );
  };
  it.each([
    [
      [4, 3, 16],
      [4, 16, 12],
    ],
    [
      [4, 3, 16],
      [1, 16, 12],
    ],
    [
      [3, 16],
      [4, 16, 12],
    ],
    [
      [2, 4, 3, 16],
      [2, 1, 16, 12],
    ],
    [
      [2, 1, 3, 16],
      [4, 16, 4],
    ],
    [
      [4, 3, 16],
      [4, 16, 1],
    ],
    [
      [3, 16],
      [16, 12],
    ],
  ])("%o by %o: the optimizer gives what the file says", async (x, w) => {
    const model = buildModel({
      inputs: { x },
      outputs: { y: Array.from({ length: Math.max(x.length, w.length) }, (_, i) => `y${i}`) },
      initializers: [columns(w), noiseTensor("b", w.slice(-1), 2)],
      nodes: [node("MatMul", ["x", "w"], "m"), node("Add", ["m", "b"], "y")],
    });
    const feeds = {
      x: {
        data: noise(
          x.reduce((a, b) => a * b),
          3,
        ),
        dims: x,
      },
    };
    const before = (await run(model, feeds)).y.data;
    for (const scheme of ["symmetric", "asymmetric"] as const) {
      const spec = uncalibratedPlan(model, "dynamic", { ...PER_CHANNEL, scheme });
      const { model: dynamic } = insertDynamic(model, spec);
      const simulated = tensorError(before, (await run(dynamic, feeds, "disabled")).y.data).sqnrDb;
      const fused = tensorError(before, (await run(dynamic, feeds, "all")).y.data).sqnrDb;
      expect(simulated).toBeGreaterThan(38);
      expect(Math.abs(fused - simulated)).toBeLessThan(0.1);
    }
  });
});

it("quantizes what several layers read once, and a shared weight once", async () => {
  const model = buildModel({
    inputs: { x: [3, 4] },
    outputs: { y: [3, 4], z: [3, 4], u: [3, 4] },
    initializers: [noiseTensor("w", [4, 4], 2)],
    nodes: ["y", "z"]
      .map((output) => node("MatMul", ["x", "w"], output))
      .concat(node("Gemm", ["x", "w"], "u", { transB: 1 })),
  });
  const { model: dynamic } = insertDynamic(model, uncalibratedPlan(model, "dynamic", PER_CHANNEL));
  expect(opsOf(dynamic).filter((op) => op === "DynamicQuantizeLinear")).toHaveLength(1);
  const codes = mainGraph(dynamic).initializer.filter(({ dataType }) => dataType === Type.INT8);
  expect(codes.filter(({ dims }) => dims.length === 2)).toHaveLength(2);
  const feeds = { x: { data: noise(12, 3), dims: [3, 4] } };
  const [float, quantized] = [await run(model, feeds), await run(dynamic, feeds)];
  for (const name of ["y", "z", "u"]) {
    expect(maxDifference(quantized[name].data, float[name].data)).toBeLessThan(0.05);
  }
});

describe("what dynamic quantization leaves in float", () => {
  const reasons = (model: ModelProto) =>
    insertDynamic(model, uncalibratedPlan(model, "dynamic", PER_CHANNEL)).notices.map(({ code, details }) => [
      code,
      details.layer,
      details.reason,
    ]);

  it("products of two activations, as quantize_dynamic does", async () => {
    const model = attentionNet();
    const reason = "dynamic quantization takes products with constant weights only";
    expect(reasons(model)).toEqual([
      ["layer.left-float", "scores/MatMul", reason],
      ["layer.left-float", "mixed/MatMul", reason],
    ]);
    const { model: dynamic, layers } = insertDynamic(model, uncalibratedPlan(model, "dynamic", PER_CHANNEL));
    expect(layers.filter(({ precision }) => precision === "fp32").map(({ name }) => name)).toEqual([
      "scores/MatMul",
      "mixed/MatMul",
    ]);
    const feeds = { x: { data: noise(48, 5), dims: [1, 6, 8] } };
    const [float, quantized] = [await run(model, feeds), await run(dynamic, feeds)];
    expect(maxDifference(quantized.y.data, float.y.data)).toBeLessThan(0.1);
  });

  it("transposed convolutions, transposed inputs and biases that are computed", async () => {
    const model = buildModel({
      inputs: { x: [1, 4, 5, 5], r: [4, 3] },
      outputs: { y: ["n", "c", "h", "w"], z: [3, 5], u: ["n", "c", "h", "w"] },
      initializers: [
        noiseTensor("wy", [4, 3, 2, 2], 2),
        noiseTensor("wz", [4, 5], 3),
        noiseTensor("wu", [6, 4, 3, 3], 4),
        noiseTensor("b", [6], 5),
      ],
      nodes: [
        node("ConvTranspose", ["x", "wy"], "y"),
        node("Gemm", ["r", "wz"], "z", { transA: 1 }),
        node("Neg", ["b"], "c"),
        node("Conv", ["x", "wu", "c"], "u"),
      ],
    });
    expect(reasons(model)).toEqual([
      ["layer.left-float", "y/ConvTranspose", "ONNX has no transposed convolution on integers"],
      ["layer.left-float", "z/Gemm", "it transposes what it reads"],
      ["layer.left-float", "u/Conv", "its bias is not a float32 constant"],
    ]);
  });
});
