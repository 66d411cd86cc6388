import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { EqualizedPair } from "#experiment/result.ts";
import { buildModel, type ModelParts, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { residualNet } from "../../fixtures/residual-net.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { readModel } from "../../model/read/model.ts";
import { readFloats } from "../../model/read/tensor.ts";
import type { ModelProto, NodeProto } from "../../model/schema/onnx_pb.ts";
import { floatTensor } from "../../model/write/tensor.ts";
import { prepareModel } from "../../prepare/prepare.ts";
import { equalizeLayers } from "./equalize.ts";

const feeds = { x: { data: noise(2 * 4 * 8 * 8, 9, 3), dims: [2, 4, 8, 8] } };
const rows = { x: { data: noise(5 * 4, 9, 3), dims: [5, 4] } };

const net = (parts: Omit<ModelParts, "inputs" | "outputs">) =>
  buildModel({ inputs: { x: ["n", 4, 8, 8] }, outputs: { y: ["n", "c", "h", "w"] }, ...parts });

const dense = (parts: Omit<ModelParts, "inputs" | "outputs">) =>
  buildModel({ inputs: { x: ["n", 4] }, outputs: { y: ["n", "c"] }, ...parts });

/** Weights whose channels along `axis` differ by factors up to 1000. */
function uneven(name: string, dims: number[], axis: number, seed: number) {
  const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
  const share = (i: number) => (Math.floor(i / inner) % dims[axis]) / (dims[axis] - 1);
  const values = readFloats(noiseTensor(name, dims, seed));
  return floatTensor(
    name,
    dims,
    values.map((value, i) => value * 10 ** (3 * share(i) - 2)),
  );
}

/** Equalizes; expects the same outputs to float rounding, and the first layers' channels more even than before. */
async function equalized(model: ModelProto, input = feeds) {
  const result = equalizeLayers(model);
  const [before, after] = [await run(model, input), await run(result.model, input)];
  const largest = before.y.data.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  expect(largest).toBeGreaterThan(0);
  expect(maxDifference(after.y.data, before.y.data)).toBeLessThan(3e-6 * largest);
  expect(result.pairs[0].rangeSpreadAfter).toBeLessThan(result.pairs[0].rangeSpreadBefore / 3);
  expect(result.notices).toEqual([]);
  return result;
}

const linked = ({ pairs }: { pairs: EqualizedPair[] }) =>
  pairs.map(({ first, second, activation }) => `${first} > ${activation} > ${second}`);
const ops = (model: ModelProto) => model.graph?.node.map(({ opType }) => opType);

/** Expansion, depthwise and projection, cut to `[0, high]` between. */
function bottleneck(high: number): ModelProto {
  const cut = (input: string, output: string) => node("Clip", [input, "zero", "high"], output);
  return net({
    initializers: [
      uneven("w1", [6, 4, 1, 1], 0, 1),
      noiseTensor("b1", [6], 2),
      noiseTensor("w2", [6, 1, 3, 3], 3),
      noiseTensor("b2", [6], 4),
      uneven("w3", [3, 6, 1, 1], 1, 5),
      floatTensor("zero", [], [0]),
      floatTensor("high", [], [high]),
    ],
    nodes: [
      node("Conv", ["x", "w1", "b1"], "c1"),
      cut("c1", "r1"),
      node("Conv", ["r1", "w2", "b2"], "c2", { group: 6, pads: [1, 1, 1, 1] }),
      cut("c2", "r2"),
      node("Conv", ["r2", "w3"], "y"),
    ],
  });
}

describe("equalizeLayers", () => {
  it("cuts every channel where ReLU6 did", async () => {
    const model = bottleneck(6);
    const stored = model.graph?.initializer.map((tensor) => readFloats(tensor));
    const result = await equalized(model);
    expect(linked(result)).toEqual([
      "c1/Conv > clip-per-channel > c2/Conv",
      "c2/Conv > clip-per-channel > y/Conv",
    ]);
    expect(ops(result.model)).toEqual(["Conv", "Clip", "Min", "Conv", "Clip", "Min", "Conv"]);
    const names = (from: ModelProto) => from.graph?.node.map(({ name }) => name) ?? [];
    expect(names(result.model)).toEqual(expect.arrayContaining(names(model)));
    expect(model.graph?.initializer.map((tensor) => readFloats(tensor))).toEqual(stored);

    const uncut = await run(bottleneck(1e6), feeds);
    expect(maxDifference(uncut.y.data, (await run(model, feeds)).y.data)).toBeGreaterThan(0.1);
  });

  it("keeps a Clip whose channels all have the same bound", async () => {
    const model = net({
      initializers: [
        floatTensor("w1", [2, 4, 1, 1], [8, 1, 1, 1, 1, 8, 2, 2]),
        floatTensor("w2", [1, 2, 1, 1], [2, 2]),
        floatTensor("zero", [], [0]),
        floatTensor("six", [], [6]),
      ],
      nodes: [
        node("Conv", ["x", "w1"], "c"),
        node("Clip", ["c", "zero", "six"], "r"),
        node("Conv", ["r", "w2"], "y"),
      ],
    });
    const result = equalizeLayers(model);
    expect(linked(result)).toEqual(["c/Conv > clip > y/Conv"]);
    expect(ops(result.model)).toEqual(["Conv", "Clip", "Conv"]);
    const [before, after] = [await run(model, feeds), await run(result.model, feeds)];
    expect(after.y.data).toEqual(before.y.data);
  });

  it("follows the channels through groups and transposed convolutions", async () => {
    const model = net({
      initializers: [
        uneven("w1", [6, 2, 3, 3], 0, 1),
        noiseTensor("b1", [6], 2),
        noiseTensor("slope", [6, 1, 1], 3),
        noiseTensor("w2", [6, 2, 2, 2], 4),
        noiseTensor("b2", [4], 5),
        uneven("w3", [4, 2, 3, 3], 1, 6),
      ],
      nodes: [
        node("Conv", ["x", "w1", "b1"], "c1", { group: 2 }),
        node("PRelu", ["c1", "slope"], "r1"),
        node("ConvTranspose", ["r1", "w2", "b2"], "c2", { group: 2, strides: [2, 2] }),
        node("LeakyRelu", ["c2"], "r2", { alpha: { float: 0.1 } }),
        node("Conv", ["r2", "w3"], "y", { group: 2 }),
      ],
    });
    expect(linked(await equalized(model))).toEqual([
      "c1/Conv > relu > c2/ConvTranspose",
      "c2/ConvTranspose > relu > y/Conv",
    ]);
  });

  it("passes pooling and flattening, where a channel becomes several columns", async () => {
    const model = dense({
      initializers: [
        uneven("w1", [6, 4, 3, 3], 0, 1),
        noiseTensor("b1", [6], 2),
        noiseTensor("w2", [54, 5], 3),
      ],
      nodes: [
        node("Conv", ["x", "w1", "b1"], "c"),
        node("MaxPool", ["c"], "p", { kernel_shape: [2, 2], strides: [2, 2] }),
        node("Flatten", ["p"], "f"),
        node("Relu", ["f"], "r"),
        node("Gemm", ["r", "w2"], "y"),
      ],
    });
    model.graph?.input.splice(0, 1, ...(net({ nodes: [] }).graph?.input ?? []));
    expect(linked(await equalized(model))).toEqual(["c/Conv > relu > y/Gemm"]);
  });

  it("scales the biases of linear layers: Gemm's, one for all, and in an Add", async () => {
    const model = dense({
      initializers: [
        uneven("w1", [6, 4], 0, 1),
        noiseTensor("b1", [1, 1], 2),
        noiseTensor("w2", [6, 6], 3),
        noiseTensor("b2", [6], 4),
        uneven("w3", [6, 3], 0, 5),
      ],
      nodes: [
        node("Gemm", ["x", "w1", "b1"], "g", { transB: 1, alpha: { float: 0.5 }, beta: { float: 3 } }),
        node("MatMul", ["g", "w2"], "m"),
        node("Add", ["b2", "m"], "a"),
        node("Relu", ["a"], "r"),
        node("MatMul", ["r", "w3"], "y"),
      ],
    });
    expect(linked(await equalized(model, rows))).toEqual([
      "g/Gemm > none > m/MatMul",
      "m/MatMul > relu > y/MatMul",
    ]);
  });

  it.each([
    ["mobilenet", 21],
    ["mobilenet-rescaled", 21],
    ["resnet", 6],
    ["vit", 2],
  ])("leaves the function of %s as it is, with %i pairs", async (id, count) => {
    const file = readModel(new Uint8Array(readFileSync(`public/models/${id}.onnx`)));
    const { model } = prepareModel(file);
    const { model: result, pairs } = equalizeLayers(model);
    expect(pairs).toHaveLength(count);
    const input = { input: { data: noise(4 * 3 * 48 * 48, 3, 2), dims: [4, 3, 48, 48] } };
    const [[before], [after]] = [
      Object.values(await run(model, input, "disabled")),
      Object.values(await run(result, input, "disabled")),
    ];
    const largest = before.data.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    expect(maxDifference(after.data, before.data)).toBeLessThan(1e-5 * largest);
  });

  const [w1, w2] = [uneven("w1", [4, 4, 1, 1], 0, 1), noiseTensor("w2", [4, 4, 1, 1], 2)];
  const conv = node("Conv", ["x", "w1"], "c");
  const bounds = [floatTensor("low", [], [-1]), floatTensor("high", [], [1])];
  it.each<[string, NodeProto[]]>([
    ["a residual branch", [conv, node("Conv", ["c", "w2"], "d"), node("Add", ["c", "d"], "y")]],
    ["weights that two layers share", [conv, node("Conv", ["c", "w1"], "y")]],
    [
      "an activation that does not scale",
      [conv, node("Sigmoid", ["c"], "s"), node("Conv", ["s", "w2"], "y")],
    ],
    [
      "a Clip that is not ReLU6",
      [conv, node("Clip", ["c", "low", "high"], "s"), node("Conv", ["s", "w2"], "y")],
    ],
    ["a bias that is computed", [conv, node("Add", ["c", "x"], "s"), node("Conv", ["s", "w2"], "y")]],
  ])("leaves %s", (_, nodes) => {
    const model = net({ initializers: [w1, w2, ...bounds], nodes });
    expect(equalizeLayers(model)).toEqual({ model, pairs: [], notices: [] });
  });

  it("leaves what is an output of the graph, and networks without pairs", () => {
    const nodes = [conv, node("Conv", ["c", "w2"], "y")];
    const image = ["n", "c", "h", "w"];
    const outputs = { c: image, y: image };
    const model = buildModel({ inputs: { x: image }, outputs, initializers: [w1, w2], nodes });
    expect(equalizeLayers(model).pairs).toEqual([]);
    expect(equalizeLayers(prepareModel(residualNet()).model).pairs).toEqual([]);
  });

  it("says which layer's weights are not finite and equalizes the others", () => {
    const broken = floatTensor("w3", [4, 4, 1, 1], new Float32Array(16).fill(Number.NaN));
    const nodes = [
      conv,
      node("Conv", ["c", "w2"], "d"),
      node("Relu", ["d"], "r"),
      node("Conv", ["r", "w3"], "y"),
    ];
    const result = equalizeLayers(net({ initializers: [w1, w2, broken], nodes }));
    expect(linked(result)).toEqual(["c/Conv > none > d/Conv"]);
    expect(result.notices).toMatchObject([{ code: "correction.skipped", details: { layer: "y/Conv" } }]);
  });
});
