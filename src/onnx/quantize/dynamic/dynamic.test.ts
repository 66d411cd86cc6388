import { describe, expect, it } from "vitest";
import { deployableParams } from "#numerics/affine.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { fakeQuantizeInto } from "#numerics/quantize.ts";
import { dequantizeWeights, quantizeWeights } from "#numerics/weights/weights.ts";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { PER_CHANNEL, PER_TENSOR, uncalibratedPlan } from "../../fixtures/plan.ts";
import { type Feed, maxDifference, run } from "../../fixtures/run.ts";
import { quantizableLayers } from "../../layers/layers.ts";
import { graphView } from "../../model/graph/graph.ts";
import { mainGraph, withGraph } from "../../model/graph/shallow-copy.ts";
import { readFloats } from "../../model/read/tensor.ts";
import { type ModelProto, type NodeProto, TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";
import { floatTensor } from "../../model/write/tensor.ts";
import { insertDynamic } from "./dynamic.ts";

const opsOf = (model: ModelProto) => mainGraph(model).node.map(({ opType }) => opType);

const asymmetric = (spec: WeightSpec): WeightSpec => ({ ...spec, scheme: "asymmetric" });
const grouped = (bits: WeightSpec["bits"]): WeightSpec => ({
  bits,
  scheme: "symmetric",
  granularity: { kind: "group", size: 3 },
});

const SPECS: [string, WeightSpec][] = [
  ["per tensor", PER_TENSOR],
  ["asymmetric per tensor", asymmetric(PER_TENSOR)],
  ["per channel", PER_CHANNEL],
  ["asymmetric per channel", asymmetric(PER_CHANNEL)],
  ["4 bits per channel", { ...PER_CHANNEL, bits: 4 }],
  ["asymmetric 7 bits per channel", { ...asymmetric(PER_CHANNEL), bits: 7 }],
  ["per group", grouped(8)],
  ["asymmetric 3 bits per group", asymmetric(grouped(3))],
];

type Constants = Record<string, number[]>;

function oneLayer(layer: NodeProto, x: number[], constants: Constants): ModelProto {
  return buildModel({
    inputs: { x },
    outputs: { y: x.map((_, i) => `d${i}`) },
    initializers: Object.entries(constants).map(([name, dims], i) => noiseTensor(name, dims, i + 2)),
    nodes: [layer],
  });
}

const conv = (attributes = {}, inputs = ["x", "w", "b"]) => node("Conv", inputs, "y", attributes);
const gemm = (attributes = {}, inputs = ["x", "w", "b"]) => node("Gemm", inputs, "y", attributes);
const matmul = node("MatMul", ["x", "w"], "y");
const image = [2, 4, 5, 5];

const CASES: [string, ModelProto][] = [
  ["Conv with padding", oneLayer(conv({ pads: [1, 1, 1, 1] }), image, { w: [6, 4, 3, 3], b: [6] })],
  [
    "Conv with strides and dilations",
    oneLayer(conv({ strides: [2, 1], dilations: [1, 2] }, ["x", "w"]), image, { w: [6, 4, 3, 2] }),
  ],
  ["1-D Conv", oneLayer(conv({ pads: [2, 0] }), [2, 4, 9], { w: [6, 4, 3], b: [6] })],
  ["3-D Conv", oneLayer(conv(), [1, 2, 4, 4, 4], { w: [3, 2, 2, 3, 3], b: [3] })],
  ["grouped Conv", oneLayer(conv({ group: 2 }), image, { w: [6, 2, 3, 3], b: [6] })],
  ["depthwise Conv", oneLayer(conv({ group: 4, pads: [1, 1, 1, 1] }), image, { w: [4, 1, 3, 3], b: [4] })],
  ["Gemm", oneLayer(gemm(), [3, 8], { w: [8, 5], b: [5] })],
  ["Gemm, B transposed, no bias", oneLayer(gemm({ transB: 1 }, ["x", "w"]), [3, 8], { w: [5, 8] })],
  [
    "Gemm with factors and one bias",
    oneLayer(gemm({ alpha: { float: -0.5 }, beta: { float: 2 }, transB: 1 }), [3, 8], { w: [5, 8], b: [1] }),
  ],
  ["Gemm with a bias per row", oneLayer(gemm({ beta: { float: 0.5 } }), [3, 8], { w: [8, 5], b: [3, 1] })],
  ["MatMul", oneLayer(matmul, [3, 8], { w: [8, 5] })],
  ["MatMul of a stack", oneLayer(matmul, [2, 3, 8], { w: [8, 5] })],
  ["MatMul by a stack", oneLayer(matmul, [2, 3, 8], { w: [2, 8, 5] })],
];

function feedFor(model: ModelProto): Record<string, Feed> {
  const dims = (graphView(model).shapes.get("x") ?? []).map(Number);
  return {
    x: {
      dims,
      data: noise(
        dims.reduce((a, b) => a * b, 1),
        7,
        3,
      ),
    },
  };
}

/** The values that 8-bit asymmetric codes over the array's own range stand for. */
function roundTrip(values: Float32Array): Float32Array {
  const grid = { bits: 8, scheme: "asymmetric", signed: false } as const;
  const out = new Float32Array(values.length);
  fakeQuantizeInto(values, deployableParams(Math.min(...values), Math.max(...values), grid), out);
  return out;
}

/** The float model on the values that the codes of its weight stand for. */
function withRoundTripWeight(model: ModelProto, spec: WeightSpec): ModelProto {
  const { weight } = quantizableLayers(graphView(model)).layers[0];
  const { dims, channelAxis } = weight ?? expect.fail("no weight");
  const initializer = mainGraph(model).initializer.map((tensor) => {
    if (tensor.name !== "w") return tensor;
    const quantized = quantizeWeights(readFloats(tensor), dims, channelAxis, spec);
    return floatTensor("w", dims, dequantizeWeights(quantized, dims));
  });
  return withGraph(model, { initializer });
}

describe.each(CASES)("insertDynamic of a %s", (name, model) => {
  it.each(SPECS)("computes with the codes' values, %s", async (_, weights) => {
    const {
      model: dynamic,
      layers,
      notices,
    } = insertDynamic(model, uncalibratedPlan(model, "dynamic", weights));
    expect(notices.filter(({ code }) => code !== "layer.group-too-large")).toEqual([]);
    const feeds = feedFor(model);
    const x = { ...feeds.x, data: roundTrip(feeds.x.data as Float32Array) };
    const { y: expected } = await run(withRoundTripWeight(model, weights), { x }, "disabled");
    const range = Math.max(...expected.data.map(Math.abs));
    for (const level of ["disabled", "all"] as const) {
      const { y } = await run(dynamic, feeds, level);
      expect(y.dims).toEqual(expected.dims);
      expect(maxDifference(y.data, expected.data)).toBeLessThan(2e-6 * range);
    }
    const isConv = name.includes("Conv");
    const noKernel = weights.granularity.kind === "group" || (isConv && weights === SPECS[3][1]);
    expect(layers[0]).toMatchObject({
      precision: "int",
      arithmetic: noKernel ? "float32" : "integer",
      simulated: noKernel || weights.bits < 8,
      output: "y",
      sum: "y",
      boundary: { inputs: [{ tensor: "x", elemType: Type.FLOAT }], output: "y" },
    });
    expect(opsOf(dynamic).includes(isConv ? "ConvInteger" : "MatMulInteger")).toBe(!noKernel);
  });
});
