import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { floatsToHalves } from "#numerics/floats/half.ts";
import { buildModel, type ModelParts, node, noise, noiseTensor } from "../fixtures/build.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import {
  type ModelProto,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
  TensorProto_DataType as Type,
} from "../model/schema/onnx_pb.ts";
import { onnxNode, valueInfo } from "../model/write/node.ts";
import { floatTensor, halfTensor, int64Tensor } from "../model/write/tensor.ts";
import { prepareModel } from "./prepare.ts";

const image = { x: { data: noise(2 * 4 * 25, 1), dims: [2, 4, 5, 5] } };
const rows = { x: { data: noise(12, 1), dims: [3, 4] } };

const imageModel = (parts: Pick<ModelParts, "nodes" | "initializers" | "opset">) =>
  buildModel({ inputs: { x: ["n", 4, 5, 5] }, outputs: { y: ["n", "c", "h", "w"] }, ...parts });
const rowModel = (parts: Pick<ModelParts, "nodes" | "initializers" | "opset">, outputs = ["n", "k"]) =>
  buildModel({ inputs: { x: ["n", 4] }, outputs: { y: outputs }, ...parts });

/** Prepares a model, and checks that it computes what it did. */
async function prepared(model: ModelProto, feeds: typeof image) {
  const result = prepareModel(model);
  const [before, after] = [await run(model, feeds), await run(result.model, feeds)];
  for (const [name, { data, dims }] of Object.entries(before)) {
    expect(after[name].dims).toEqual(dims);
    expect(maxDifference(after[name].data, data)).toBeLessThan(1e-5);
  }
  const view = graphView(result.model);
  return { ...result, ops: view.nodes.map(({ op }) => op), ...quantizableLayers(view) };
}

const statistics = (channels: number): TensorProto[] => [
  noiseTensor("gamma", [channels], 11),
  noiseTensor("beta", [channels], 12),
  noiseTensor("mean", [channels], 13),
  floatTensor(
    "var",
    [channels],
    noise(channels, 14).map((value) => value + 1.2),
  ),
];
const batchNorm = (input: string, output: string) =>
  node("BatchNormalization", [input, "gamma", "beta", "mean", "var"], output);

describe("prepareModel, constants", () => {
  it("makes initialisers of weights behind Constant, Transpose, Reshape, Identity and Cast", async () => {
    const halves = new Uint16Array(4);
    floatsToHalves(noise(4, 6), halves);
    const model = rowModel({
      initializers: [
        noiseTensor("w", [3, 4], 2),
        int64Tensor("shape", [2], [0, -1]),
        halfTensor("h", [4], halves),
      ],
      nodes: [
        node("Identity", ["w"], "same"),
        node("Transpose", ["same"], "turned"),
        node("MatMul", ["x", "turned"], "m"),
        node("Constant", [], "flat", { value: { tensor: noiseTensor("", [3, 2, 2], 4) } }),
        node("Reshape", ["flat", "shape"], "square"),
        node("Gemm", ["m", "square"], "g"),
        node("Cast", ["h"], "bias", { to: Type.FLOAT }),
        node("Add", ["g", "bias"], "y"),
      ],
    });
    const { ops, layers, foldedConstants, model: after } = await prepared(model, rows);
    expect(ops).toEqual(["MatMul", "Gemm"]);
    expect(layers.map(({ weight }) => weight?.dims)).toEqual([
      [4, 3],
      [3, 4],
    ]);
    expect(foldedConstants).toBe(6);
    expect(after.graph?.initializer).toHaveLength(3);
  });

  it.each([
    ["value_float", { float: 0.75 }],
    ["value_floats", { floats: [0.1, 0.2, -0.3, 0.4] }],
  ])("reads a Constant's %s", async (name, value) => {
    const model = rowModel({
      nodes: [node("Constant", [], "c", { [name]: value }), node("Mul", ["x", "c"], "y")],
    });
    expect((await prepared(model, rows)).ops).toEqual(["Mul"]);
  });

  it("puts shapes together: value_int, value_ints, Unsqueeze, Concat, Slice, Gather, Squeeze, Cast", async () => {
    const model = rowModel({
      initializers: [noiseTensor("w", [16], 2)],
      nodes: [
        node("Constant", [], "third_last", { value_int: -3 }),
        node("Constant", [], "axis", { value_ints: [0] }),
        node("Constant", [], "four", { value_int: 4 }),
        node("Unsqueeze", ["four", "axis"], "fours"),
        node("Constant", [], "many", { value_ints: [9, -1, 8] }),
        node("Constant", [], "one", { value_ints: [1] }),
        node("Constant", [], "end", { value_ints: [-1] }),
        node("Slice", ["many", "one", "end", "axis"], "rest"),
        node("Gather", ["many", "third_last"], "nine"),
        node("Concat", ["fours", "rest"], "shape", { axis: 0 }),
        node("Cast", ["shape"], "shape32", { to: Type.INT32 }),
        node("Cast", ["shape32"], "shape64", { to: Type.INT64 }),
        node("Reshape", ["w", "shape64"], "square"),
        node("Gemm", ["x", "square"], "g"),
        node("Cast", ["nine"], "nine_f", { to: Type.FLOAT }),
        node("Div", ["g", "nine_f"], "y"),
      ],
    });
    expect((await prepared(model, rows)).ops).toEqual(["Gemm", "Div"]);
  });

  it("computes the scale of a normalised weight", async () => {
    const model = rowModel({
      initializers: [
        noiseTensor("v", [4, 3], 2),
        noiseTensor("g", [1, 3], 3),
        floatTensor("norm", [3], [2, 3, 4]),
      ],
      nodes: [
        node("Div", ["g", "norm"], "ratio"),
        node("Mul", ["ratio", "v"], "w"),
        node("MatMul", ["x", "w"], "y"),
      ],
    });
    expect((await prepared(model, rows)).ops).toEqual(["MatMul"]);
  });

  it("leaves shared initialisers as they are, and shared weights shared", async () => {
    const weight = noiseTensor("w", [4, 4], 2);
    const bytes = weight.rawData.slice();
    const model = rowModel({
      initializers: [weight, ...statistics(4)],
      nodes: [
        node("Identity", ["w"], "tied"),
        node("Gemm", ["x", "w"], "a"),
        batchNorm("a", "n"),
        node("Gemm", ["n", "tied"], "b"),
        node("MatMul", ["b", "tied"], "c"),
        node("Add", ["c", "w"], "y"),
      ],
    });
    const feeds = { x: { data: noise(16, 1), dims: [4, 4] } };
    const { layers } = await prepared(model, feeds);
    expect(layers.map(({ weight }) => weight?.tensor)).toEqual(["w_folded", "w", "w"]);
    expect(weight.rawData).toEqual(bytes);
  });

  it("reads initialisers in typed fields and leaves those outside the file alone", async () => {
    const typed = create(TensorProtoSchema, {
      name: "w",
      dims: [2n, 4n],
      dataType: Type.FLOAT,
      floatData: [...noise(8, 2)],
    });
    const inside = rowModel({
      initializers: [typed],
      nodes: [node("Transpose", ["w"], "t"), node("Gemm", ["x", "t"], "y")],
    });
    expect((await prepared(inside, rows)).ops).toEqual(["Gemm"]);
    const outside = create(TensorProtoSchema, {
      ...typed,
      floatData: [],
      dataLocation: TensorProto_DataLocation.EXTERNAL,
    });
    const { nodes } = graphView(
      prepareModel(rowModel({ initializers: [outside], nodes: inside.graph?.node ?? [] })).model,
    );
    expect(nodes.map(({ op }) => op)).toEqual(["Transpose", "Gemm"]);
  });

  it("drops Identity and Dropout, but not an output of the graph or a mask that is read", async () => {
    const model = rowModel({
      initializers: [noiseTensor("w", [4, 4], 2)],
      nodes: [
        onnxNode("Dropout", "drop", ["x"], ["d", "unread"]),
        node("Gemm", ["d", "w"], "g"),
        node("Identity", ["g"], "i"),
        node("Relu", ["i"], "r"),
        onnxNode("Dropout", "masked", ["r"], ["s", "mask"]),
        node("Cast", ["mask"], "kept", { to: Type.FLOAT }),
        node("Mul", ["s", "kept"], "m"),
        node("Identity", ["m"], "y"),
      ],
    });
    expect((await prepared(model, rows)).ops).toEqual(["Gemm", "Relu", "Dropout", "Cast", "Mul", "Identity"]);
  });
});

describe("prepareModel, batch normalization", () => {
  it("folds it behind Identity, into ConvTranspose with groups, and with the Add before it", async () => {
    const model = imageModel({
      initializers: [
        noiseTensor("w", [6, 4, 3, 3], 2),
        noiseTensor("b", [1, 6, 1, 1], 3),
        noiseTensor("v", [6, 3, 2, 2], 4),
        ...statistics(6),
      ],
      nodes: [
        node("Conv", ["x", "w"], "c"),
        node("Add", ["b", "c"], "a"),
        node("Identity", ["a"], "i"),
        batchNorm("i", "n"),
        node("Relu", ["n"], "r"),
        node("ConvTranspose", ["r", "v"], "t", { group: 2 }),
        batchNorm("t", "y"),
      ],
    });
    const { ops, layers, foldedBatchNorms, foldedConstants } = await prepared(model, image);
    expect(ops).toEqual(["Conv", "Relu", "ConvTranspose"]);
    expect(layers.every(({ bias }) => bias !== null)).toBe(true);
    expect([foldedBatchNorms, foldedConstants]).toEqual([2, 1]);
  });

  it.each([
    [
      "Gemm",
      [
        node("Gemm", ["x", "w", "b"], "g", { alpha: { float: 0.5 }, beta: { float: 2 } }),
        batchNorm("g", "y"),
      ],
      ["Gemm"],
    ],
    ["Gemm, transB", [node("Gemm", ["x", "v"], "g", { transB: 1 }), batchNorm("g", "y")], ["Gemm"]],
    ["MatMul", [node("MatMul", ["x", "w"], "g"), batchNorm("g", "y")], ["MatMul", "Add"]],
    [
      "MatMul and Add",
      [node("MatMul", ["x", "w"], "g"), node("Add", ["b", "g"], "a"), batchNorm("a", "y")],
      ["MatMul", "Add"],
    ],
  ])("folds it into %s", async (_, nodes, ops) => {
    const initializers = [
      noiseTensor("w", [4, 3], 2),
      noiseTensor("v", [3, 4], 4),
      noiseTensor("b", [3], 3),
      ...statistics(3),
    ];
    const result = await prepared(rowModel({ initializers, nodes }), rows);
    expect(result.ops).toEqual(ops);
    expect(result.foldedBatchNorms).toBe(1);
  });

  it("leaves it where the channels are not those of the weights, and where another node reads between", async () => {
    const model = buildModel({
      inputs: { x: ["n", 4, 4] },
      outputs: { y: ["n", 4, 4], z: ["n", 4, 4] },
      initializers: [noiseTensor("w", [4, 4], 2), ...statistics(4)],
      nodes: [
        node("MatMul", ["x", "w"], "m"),
        batchNorm("m", "n"),
        node("MatMul", ["n", "w"], "o"),
        batchNorm("o", "y"),
        node("Relu", ["o"], "z"),
      ],
    });
    const { foldedBatchNorms } = await prepared(model, { x: { data: noise(32, 1), dims: [2, 4, 4] } });
    expect(foldedBatchNorms).toBe(0);
  });
});

describe("prepareModel, operator set", () => {
  it("raises an old model to 13, with initialisers that are inputs too", async () => {
    const model = imageModel({
      initializers: [noiseTensor("w", [6, 4, 3, 3], 2), ...statistics(6)],
      nodes: [
        node("Conv", ["x", "w"], "c"),
        node("BatchNormalization", ["c", "gamma", "beta", "mean", "var"], "n"),
        node("Clip", ["n"], "r", { min: { float: 0 }, max: { float: 6 } }),
        node("ReduceMean", ["r"], "y", { axes: [2, 3] }),
      ],
      opset: 8,
    });
    model.irVersion = 3n;
    for (const { name, dims } of model.graph?.initializer ?? [])
      model.graph?.input.push(valueInfo(name, dims.map(Number)));
    const { model: after, layers, opsetBlockedBy } = await prepared(model, image);
    expect([graphView(after).opset, after.graph?.input.length, opsetBlockedBy]).toEqual([13, 1, []]);
    expect(layers[0].absorbed).toBe("r/Clip");
  });

  it("says which nodes keep a model below 13", () => {
    const model = rowModel({ nodes: [onnxNode("Mystery", "who", ["x"], ["y"])], opset: 12 });
    const { model: after, opsetBlockedBy } = prepareModel(model);
    expect(graphView(after).opset).toBe(12);
    expect(opsetBlockedBy).toEqual([{ name: "who", op: "Mystery" }]);
  });
});
