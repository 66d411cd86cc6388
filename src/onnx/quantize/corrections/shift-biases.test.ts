import { describe, expect, it } from "vitest";
import { buildModel, type ModelParts, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { run } from "../../fixtures/run.ts";
import { quantizableLayers } from "../../layers/layers.ts";
import { graphView } from "../../model/graph/graph.ts";
import type { NodeProto, TensorProto } from "../../model/schema/onnx_pb.ts";
import { floatTensor } from "../../model/write/tensor.ts";
import { biasPlace, shiftBiases } from "./shift-biases.ts";

const image = { data: noise(2 * 4 * 5 * 5, 9), dims: [2, 4, 5, 5] };
const table = { data: noise(3 * 4, 9), dims: [3, 4] };
const tokens = { data: noise(2 * 3 * 4, 9), dims: [2, 3, 4] };
const SHIFT = Float32Array.of(1, -2, 3, 0.5, -0.25, 4);

const model = (initializers: TensorProto[], nodes: NodeProto[], dims: number[]) => {
  const parts: ModelParts = { inputs: { x: dims }, outputs: { y: dims.map(() => "") }, initializers, nodes };
  return buildModel(parts);
};

const [conv, transposed] = [noiseTensor("w", [6, 2, 3, 3], 1), noiseTensor("w", [4, 3, 2, 2], 1)];
const linear = noiseTensor("w", [4, 6], 1);
const bias = noiseTensor("b", [6], 2);
const twice = { float: 2 };

type Case = [name: string, feed: typeof image, initializers: TensorProto[], nodes: NodeProto[]];
const inPlace: Case[] = [
  ["Conv with bias", image, [conv, bias], [node("Conv", ["x", "w", "b"], "y", { group: 2 })]],
  ["Conv without", image, [conv], [node("Conv", ["x", "w"], "y", { group: 2 })]],
  [
    "grouped ConvTranspose",
    image,
    [transposed, bias],
    [node("ConvTranspose", ["x", "w", "b"], "y", { group: 2 })],
  ],
  [
    "Gemm with factors",
    table,
    [linear, bias],
    [node("Gemm", ["x", "w", "b"], "y", { alpha: twice, beta: twice })],
  ],
  [
    "Gemm whose bias counts for nothing",
    table,
    [linear, bias],
    [node("Gemm", ["x", "w", "b"], "y", { beta: { float: 0 } })],
  ],
  [
    "Gemm with one bias per row",
    table,
    [linear, noiseTensor("b", [3, 1], 2)],
    [node("Gemm", ["x", "w", "b"], "y")],
  ],
  ["Gemm without bias", table, [linear], [node("Gemm", ["x", "w"], "y", { beta: twice })]],
  ["MatMul and Add", tokens, [linear, bias], [node("MatMul", ["x", "w"], "m"), node("Add", ["b", "m"], "y")]],
  [
    "MatMul and an Add of one value",
    tokens,
    [linear, floatTensor("b", [], [7])],
    [node("MatMul", ["x", "w"], "m"), node("Add", ["m", "b"], "y")],
  ],
];
const withAdd: Case[] = [
  ["MatMul alone", tokens, [linear], [node("MatMul", ["x", "w"], "y")]],
  [
    "Conv with a bias that is computed",
    image,
    [conv, bias],
    [node("Neg", ["b"], "n"), node("Conv", ["x", "w", "n"], "y", { group: 2 })],
  ],
];

describe.each([
  { cases: inPlace, nodesMore: 0 },
  { cases: withAdd, nodesMore: 1 },
])("shiftBiases, $nodesMore nodes more", ({ cases, nodesMore }) => {
  it.each(cases)("%s", async (_, feed, initializers, nodes) => {
    const original = model(initializers, nodes, feed.dims);
    const [layer] = quantizableLayers(graphView(original)).layers;
    const result = shiftBiases(original, new Map([[layer.name, SHIFT]]));
    expect(result.graph?.node).toHaveLength(nodes.length + nodesMore);
    expect(quantizableLayers(graphView(result)).layers.map(({ name }) => name)).toEqual([layer.name]);
    expect(biasPlace(graphView(original), layer) === null).toBe(nodesMore > 0);

    const [before, after] = [await run(original, { x: feed }), await run(result, { x: feed })];
    const inner = layer.op.startsWith("Conv") ? before.y.dims.slice(2).reduce((a, b) => a * b, 1) : 1;
    before.y.data.forEach((value, i) => {
      expect(after.y.data[i]).toBeCloseTo(value + SHIFT[Math.floor(i / inner) % 6], 4);
    });
  });
});

describe("shiftBiases", () => {
  it("shifts one of two layers that share a bias, and leaves the model it was given", async () => {
    const square = noiseTensor("v", [6, 6], 3);
    const nodes = [node("Gemm", ["x", "w", "b"], "g"), node("Gemm", ["g", "v", "b"], "y")];
    const original = model([linear, square, bias], nodes, [3, 4]);
    const before = await run(original, { x: table });
    const result = shiftBiases(original, new Map([["y/Gemm", SHIFT]]));
    const after = await run(result, { x: table });
    before.y.data.forEach((value, i) => {
      expect(after.y.data[i]).toBeCloseTo(value + SHIFT[i % 6], 5);
    });
    expect((await run(original, { x: table })).y.data).toEqual(before.y.data);
  });

  it("shifts a sum before its activation", async () => {
    const nodes = [node("Conv", ["x", "w"], "c", { group: 2 }), node("Relu", ["c"], "y")];
    const original = model([conv], nodes, image.dims);
    const sunk = shiftBiases(original, new Map([["c/Conv", new Float32Array(6).fill(-1000)]]));
    expect((await run(sunk, { x: image })).y.data.every((value) => value === 0)).toBe(true);
  });
});
