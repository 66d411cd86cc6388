import { describe, expect, it } from "vitest";
import { floatsToHalves, halvesToFloats } from "#numerics/floats/half.ts";
import { attentionNet } from "../fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "../fixtures/build.ts";
import { type Feed, maxDifference, run } from "../fixtures/run.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import { mainGraph, withGraph } from "../model/graph/shallow-copy.ts";
import { readFloats } from "../model/read/tensor.ts";
import { type ModelProto, type NodeProto, TensorProto_DataType as Type } from "../model/schema/onnx_pb.ts";
import { floatTensor } from "../model/write/tensor.ts";
import { halfPrecision } from "./half-precision.ts";

function rounded(values: ArrayLike<number>): Float32Array {
  const bits = new Uint16Array(values.length);
  floatsToHalves(Float32Array.from(values), bits);
  const out = new Float32Array(values.length);
  halvesToFloats(bits, out);
  return out;
}

const layerNames = (model: ModelProto) =>
  new Set(quantizableLayers(graphView(model)).layers.map(({ name }) => name));

/** A float model whose constants were rounded to half precision beforehand. */
function withRoundedConstants(model: ModelProto): ModelProto {
  const initializer = mainGraph(model).initializer.map((tensor) =>
    tensor.dataType === Type.FLOAT
      ? floatTensor(tensor.name, tensor.dims.map(Number), rounded(readFloats(tensor)))
      : tensor,
  );
  return withGraph(model, { initializer });
}

function oneLayer(layer: NodeProto, inputs: Record<string, number[]>, weights: Record<string, number[]>) {
  return buildModel({
    inputs,
    outputs: { y: inputs.x.map((_, i) => `d${i}`) },
    initializers: Object.entries(weights).map(([name, dims], i) => noiseTensor(name, dims, i + 2)),
    nodes: [layer],
  });
}

const image = { x: [2, 4, 5, 5] };
const CASES: [string, ModelProto][] = [
  ["Conv", oneLayer(node("Conv", ["x", "w", "b"], "y"), image, { w: [6, 4, 3, 3], b: [6] })],
  [
    "Conv without bias",
    oneLayer(node("Conv", ["x", "w"], "y", { strides: [2, 2] }), image, { w: [6, 4, 3, 3] }),
  ],
  ["1-D Conv", oneLayer(node("Conv", ["x", "w"], "y"), { x: [1, 4, 9] }, { w: [6, 4, 3] })],
  ["grouped Conv", oneLayer(node("Conv", ["x", "w"], "y", { group: 2 }), image, { w: [6, 2, 3, 3] })],
  [
    "depthwise Conv",
    oneLayer(node("Conv", ["x", "w", "b"], "y", { group: 4 }), image, { w: [4, 1, 3, 3], b: [4] }),
  ],
  [
    "ConvTranspose",
    oneLayer(node("ConvTranspose", ["x", "w", "b"], "y"), image, { w: [4, 3, 2, 2], b: [3] }),
  ],
  [
    "Gemm",
    oneLayer(
      node("Gemm", ["x", "w", "b"], "y", { transB: 1, alpha: { float: 0.5 }, beta: { float: 2 } }),
      { x: [3, 8] },
      { w: [5, 8], b: [5] },
    ),
  ],
  ["MatMul", oneLayer(node("MatMul", ["x", "w"], "y"), { x: [2, 3, 8] }, { w: [8, 5] })],
  [
    "MatMul of two activations",
    oneLayer(node("MatMul", ["x", "z"], "y"), { x: [2, 3, 8], z: [2, 8, 3] }, {}),
  ],
];

/** Reproducible values for every input of a model, large enough to be rounded visibly. */
function feedsOf(model: ModelProto): Record<string, Feed> {
  const { shapes, inputs } = graphView(model);
  return Object.fromEntries(
    inputs.map(({ name }, i) => {
      const dims = (shapes.get(name) ?? []).map(Number);
      return [
        name,
        {
          dims,
          data: noise(
            dims.reduce((a, b) => a * b, 1),
            11 + i,
            3,
          ),
        },
      ];
    }),
  );
}

describe.each(CASES)("halfPrecision of a %s", (_, model) => {
  const { model: half, notices, applied } = halfPrecision(model, layerNames(model));
  const feeds = feedsOf(model);

  it.each(["disabled", "all"] as const)(
    "rounds inputs, constants and output, optimisation %s",
    async (level) => {
      const actual = await run(half, feeds, level);
      const roundedFeeds = Object.fromEntries(
        Object.entries(feeds).map(([name, feed]) => [name, { ...feed, data: rounded(feed.data) }]),
      );
      const sum = await run(withRoundedConstants(model), roundedFeeds, "disabled");
      const expected = rounded(sum.y.data);
      // The runtime adds in another order now and then, which moves a sum across the middle of two halves.
      const step = 2 ** (Math.floor(Math.log2(Math.max(...expected.map(Math.abs)))) - 10);
      expect(actual.y.data).toEqual(rounded(actual.y.data));
      expect(maxDifference(actual.y.data, expected)).toBeLessThanOrEqual(step);
      const exact = actual.y.data.filter((value, i) => value === expected[i]).length;
      expect(exact / expected.length).toBeGreaterThan(0.95);
      expect(sum.y.data).not.toEqual((await run(model, feeds, "disabled")).y.data);
    },
  );

  it("keeps names, drops float weights and says where the layer begins and ends", () => {
    expect(notices).toEqual([]);
    const { nodes, inputs } = graphView(model);
    expect([...applied]).toEqual([
      [
        nodes[0].name,
        { inputs: inputs.map(({ name }) => ({ tensor: name, elemType: Type.FLOAT })), output: "y" },
      ],
    ]);
    expect(half.graph?.initializer.every(({ dataType }) => dataType === Type.FLOAT16)).toBe(true);
    expect(half.graph?.node.filter(({ opType }) => opType === nodes[0].op)[0].name).toBe(nodes[0].name);
  });
});

describe("halfPrecision", () => {
  it("casts a shared input and a shared weight once, and keeps a float weight that is still read", () => {
    const model = buildModel({
      inputs: { x: ["n", 4] },
      outputs: { y: ["n", 3], z: ["n", 3], u: ["n", 3] },
      initializers: [noiseTensor("w", [4, 3], 2)],
      nodes: ["y", "z", "u"].map((output) => node("MatMul", ["x", "w"], output)),
    });
    const { model: half, applied } = halfPrecision(model, new Set(["y/MatMul", "z/MatMul"]));
    expect([...applied.keys()]).toEqual(["y/MatMul", "z/MatMul"]);
    expect(half.graph?.initializer.map(({ name }) => name)).toEqual(["w", "w_float16"]);
    expect(half.graph?.node.filter(({ input }) => input[0] === "x").map(({ opType }) => opType)).toEqual([
      "Cast",
      "MatMul",
    ]);
  });

  it("leaves a layer whose constants are too large in FP32, and says so", () => {
    const model = buildModel({
      inputs: { x: ["n", 2] },
      outputs: { y: ["n", 2] },
      initializers: [floatTensor("w", [2, 2], [1, -70000, 65519, 1e6]), noiseTensor("b", [2], 2)],
      nodes: [node("Gemm", ["x", "w", "b"], "y")],
    });
    const { model: half, notices, applied } = halfPrecision(model, new Set(["y/Gemm"]));
    expect(notices).toEqual([
      { code: "layer.half-overflow", details: { layer: "y/Gemm", count: 2, largest: 1e6 } },
    ]);
    expect(applied.size).toBe(0);
    expect(half.graph?.node.map(({ opType }) => opType)).toEqual(["Gemm"]);
  });

  it("keeps attention near float", async () => {
    const model = attentionNet();
    const feeds = { x: { data: noise(96, 5), dims: [2, 6, 8] } };
    const { model: half, applied } = halfPrecision(model, layerNames(model));
    expect(applied.size).toBe(6);
    const [{ y: float }, { y }] = [await run(model, feeds), await run(half, feeds)];
    expect(maxDifference(y.data, float.data)).toBeLessThan(0.01);
    expect(y.data).not.toEqual(float.data);
  });
});
