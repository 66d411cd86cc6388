import { describe, expect, it } from "vitest";
import { attentionNet } from "../../fixtures/attention-net.ts";
import { buildModel, type ModelParts, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { residualNet } from "../../fixtures/residual-net.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { graphView } from "../../model/graph/graph.ts";
import { withGraph } from "../../model/graph/shallow-copy.ts";
import type { ModelProto } from "../../model/schema/onnx_pb.ts";
import { onnxNode, valueInfo } from "../../model/write/node.ts";
import { floatTensor, int64Tensor } from "../../model/write/tensor.ts";
import { freeBatch } from "./free-batch.ts";

const BATCH = 3;

/** Expects the freed model to give for a batch what the fixed one gives for each of its items. */
async function expectFreed(model: ModelProto, itemDims: number[]): Promise<ModelProto> {
  const { model: freed, freed: isFree, reason } = freeBatch(model);
  expect(reason).toBeNull();
  expect(isFree).toBe(true);
  const length = itemDims.reduce((a, b) => a * b, 1);
  const data = noise(BATCH * length, 11);
  const all = await run(freed, { x: { data, dims: [BATCH, ...itemDims] } });
  for (let i = 0; i < BATCH; i++) {
    const item = { data: data.slice(i * length, (i + 1) * length), dims: [1, ...itemDims] };
    for (const [name, alone] of Object.entries(await run(model, { x: item }))) {
      expect(all[name].dims).toEqual(alone.dims.with(0, BATCH));
      const size = alone.data.length;
      expect(maxDifference(all[name].data.slice(i * size, (i + 1) * size), alone.data)).toBeLessThan(1e-5);
    }
  }
  return freed;
}

const fixed = (model: ModelProto, x: number[], output: string, y: number[]) =>
  withGraph(model, { input: [valueInfo("x", x)], output: [valueInfo(output, y)] });

describe("networks exported with a batch of one", () => {
  it("convolutional, what the file states between its layers included", async () => {
    const model = fixed(residualNet(), [1, 3, 12, 12], "logits", [1, 5]);
    model.graph?.valueInfo.push(valueInfo("c1", [1, 8, 12, 12]));
    const view = graphView(await expectFreed(model, [3, 12, 12]));
    expect(view.shapes.get("x")).toEqual(["batch", 3, 12, 12]);
    expect(view.shapes.get("c1")).toEqual(["batch", 8, 12, 12]);
    expect(view.shapes.get("logits")).toEqual(["batch", 5]);
  });

  it("attention, with the batch written into a Reshape", async () => {
    const model = fixed(attentionNet(), [1, 6, 8], "y", [1, 6, 8]);
    const initializer = model.graph?.initializer.map((tensor) =>
      tensor.name === "shape" ? int64Tensor("shape", [3], [1, 6, 8]) : tensor,
    );
    await expectFreed(withGraph(model, { initializer }), [6, 8]);
  });

  it("a transformer of patches, as tracing leaves it: heads split by constants, a class token joined", async () => {
    await expectFreed(patchNet(), [3, 8, 8]);
  });

  it("images in NHWC, as tf2onnx writes them", async () => {
    const model = buildModel({
      inputs: { x: [1, 6, 6, 3] },
      outputs: { y: [1, 4] },
      initializers: [noiseTensor("w", [4, 3, 3, 3], 1), int64Tensor("flat", [2], [-1, 4])],
      nodes: [
        node("Transpose", ["x"], "nchw", { perm: [0, 3, 1, 2] }),
        node("Conv", ["nchw", "w"], "c"),
        node("GlobalMaxPool", ["c"], "g"),
        node("Transpose", ["g"], "nhwc", { perm: [0, 2, 3, 1] }),
        node("Reshape", ["nhwc", "flat"], "r"),
        node("Softmax", ["r"], "y", { axis: -1 }),
      ],
    });
    await expectFreed(model, [6, 6, 3]);
  });

  it("a token expanded to a shape in which -1 keeps a dimension, as it is traced", async () => {
    const model = buildModel({
      inputs: { x: [1, 4, 6, 6] },
      outputs: { y: [1, 4, 6, 7] },
      initializers: [
        noiseTensor("token", [1, 4, 6, 1], 1),
        int64Tensor("zero", [1], [0]),
        int64Tensor("keep", [3], [-1, -1, -1]),
        int64Tensor("minus", [], [-1]),
        int64Tensor("rank", [1], [4]),
      ],
      nodes: [
        node("Shape", ["x"], "shape"),
        node("Gather", ["shape", "zero"], "n"),
        node("Concat", ["n", "keep"], "wanted", { axis: 0 }),
        node("ConstantOfShape", ["rank"], "ones", { value: { tensor: int64Tensor("", [1], [1]) } }),
        node("Mul", ["ones", "minus"], "kept"),
        node("Equal", ["wanted", "kept"], "is_kept"),
        node("Where", ["is_kept", "ones", "wanted"], "target"),
        node("Expand", ["token", "target"], "tokens"),
        node("Concat", ["tokens", "x"], "y", { axis: 3 }),
      ],
    });
    await expectFreed(model, [4, 6, 6]);
  });

  it("shapes computed in the graph", async () => {
    const model = buildModel({
      inputs: { x: [1, 4, 6, 6] },
      outputs: { y: [1, 144] },
      initializers: [
        int64Tensor("zero", [], [0]),
        int64Tensor("axes", [1], [0]),
        int64Tensor("rest", [1], [-1]),
      ],
      nodes: [
        node("Shape", ["x"], "shape"),
        node("Gather", ["shape", "zero"], "n"),
        node("Unsqueeze", ["n", "axes"], "batch"),
        node("Concat", ["batch", "rest"], "target", { axis: 0 }),
        node("Reshape", ["x", "target"], "y"),
      ],
    });
    await expectFreed(model, [4, 6, 6]);
  });
});

/** A vision transformer in miniature with all sizes written in. */
function patchNet(): ModelProto {
  return buildModel({
    inputs: { x: [1, 3, 8, 8] },
    outputs: { y: [1, 5] },
    initializers: [
      noiseTensor("patches", [6, 3, 4, 4], 1, 0.3),
      noiseTensor("token", [1, 1, 6], 2),
      noiseTensor("positions", [1, 5, 6], 3),
      noiseTensor("qkv", [6, 18], 4),
      noiseTensor("head", [5, 6], 5),
      int64Tensor("sequence", [3], [1, 6, 4]),
      int64Tensor("heads", [5], [1, 5, 3, 2, 3]),
      int64Tensor("joined", [3], [1, 5, 6]),
      int64Tensor("first", [], [0]),
      int64Tensor("from", [1], [0]),
      int64Tensor("to", [1], [2 ** 40]),
    ],
    nodes: [
      node("Conv", ["x", "patches"], "p", { strides: [4, 4] }),
      node("Reshape", ["p", "sequence"], "s"),
      node("Transpose", ["s"], "t", { perm: [0, 2, 1] }),
      node("Concat", ["token", "t"], "tokens", { axis: 1 }),
      node("Add", ["tokens", "positions"], "placed"),
      node("MatMul", ["placed", "qkv"], "mixed"),
      node("Reshape", ["mixed", "heads"], "split"),
      node("Transpose", ["split"], "turned", { perm: [2, 0, 3, 1, 4] }),
      onnxNode("Split", "parts", ["turned"], ["q5", "k5", "v5"], { axis: 0 }),
      node("Squeeze", ["q5", "from"], "q"),
      node("Squeeze", ["k5", "from"], "k"),
      node("Squeeze", ["v5", "from"], "v"),
      node("Transpose", ["k"], "kt", { perm: [0, 1, 3, 2] }),
      node("MatMul", ["q", "kt"], "scores"),
      node("Softmax", ["scores"], "weights", { axis: -1 }),
      node("MatMul", ["weights", "v"], "heads_out"),
      node("Transpose", ["heads_out"], "back", { perm: [0, 2, 1, 3] }),
      node("Reshape", ["back", "joined"], "j"),
      node("Slice", ["j", "from", "to", "from"], "every"),
      node("Gather", ["every", "first"], "cls", { axis: 1 }),
      node("Gemm", ["cls", "head"], "y", { transB: 1 }),
    ],
  });
}

/** A model of nodes from x [1, 4, 6, 6] to y, whose first dimension is 1. */
const graph = (
  nodes: ModelParts["nodes"],
  initializers: ModelParts["initializers"] = [],
  opset = 17,
  rank = 4,
) =>
  buildModel({
    inputs: { x: [1, 4, 6, 6] },
    outputs: { y: [1, ...Array.from({ length: rank - 1 }, (_, i) => `d${i}`)] },
    initializers,
    nodes,
    opset,
  });

const ints = (name: string, ...values: number[]) => int64Tensor(name, [values.length], values);

describe("operators", () => {
  it.each<[string, ModelProto]>([
    ["Resize by sizes", graph([node("Resize", ["x", "", "", "s"], "y")], [ints("s", 1, 4, 9, 3)])],
    ["Resize by scales", graph([node("Resize", ["x", "", "s"], "y")], [floatTensor("s", [4], [1, 1, 2, 2])])],
    ["Upsample", graph([node("Upsample", ["x"], "y", { scales: { floats: [1, 1, 2, 2] } })], [], 7)],
    ["Softmax over all that is behind", graph([node("Softmax", ["x"], "y")], [], 11)],
    ["ReduceMean", graph([node("ReduceMean", ["x"], "y", { axes: [1, -1], keepdims: 0 })], [], 17, 2)],
    ["Expand", graph([node("Expand", ["x", "s"], "y")], [ints("s", 1, 4, 6, 6)])],
    ["Tile", graph([node("Tile", ["x", "s"], "y")], [ints("s", 1, 2, 1, 1)])],
    ["Pad", graph([node("Pad", ["x", "s"], "y")], [ints("s", 0, 0, 1, 1, 0, 0, 0, 2)])],
    ["Gather of a table", graph([node("Gather", ["x", "s"], "y", { axis: 2 })], [ints("s", 3, 1)])],
    [
      "a class of constants before the items",
      graph([node("Concat", ["c", "x"], "y", { axis: 3 })], [noiseTensor("c", [1, 4, 6, 2], 1)]),
    ],
    ["PRelu", graph([node("PRelu", ["x", "s"], "y")], [noiseTensor("s", [4, 1, 1], 1)])],
    ["Flatten of one row", graph([node("Flatten", ["x"], "y")], [], 17, 2)],
    ["LayerNormalization", graph([node("LayerNormalization", ["x", "s"], "y")], [noiseTensor("s", [6], 1)])],
    ["DepthToSpace", graph([node("DepthToSpace", ["x"], "y", { blocksize: 2 })])],
    [
      "InstanceNormalization",
      graph([node("InstanceNormalization", ["x", "s", "s"], "y")], [noiseTensor("s", [4], 1)]),
    ],
    ["TopK", graph([onnxNode("TopK", "top", ["x", "s"], ["y", "at"])], [ints("s", 2)])],
    [
      "ConstantOfShape",
      graph([node("Shape", ["x"], "s"), node("ConstantOfShape", ["s"], "z"), node("Add", ["x", "z"], "y")]),
    ],
    [
      "a picture turned on its side and back",
      graph([
        node("Transpose", ["x"], "t", { perm: [3, 1, 0, 2] }),
        node("Relu", ["t"], "r"),
        node("Transpose", ["r"], "y", { perm: [2, 1, 3, 0] }),
      ]),
    ],
  ])("%s keep items apart", async (_, model) => {
    await expectFreed(model, [4, 6, 6]);
  });

  it("a -1 beside the batch stays what it was", async () => {
    const model = graph([node("Reshape", ["x", "s"], "y")], [ints("s", 1, -1, 144)], 17, 3);
    await expectFreed(model, [4, 6, 6]);
  });

  it.each<[string, ModelProto, string]>([
    [
      "a part of the batch that is nothing for short ones",
      graph(
        [
          node("Shape", ["x"], "s"),
          node("Gather", ["s", "zero"], "n"),
          node("Div", ["n", "many"], "whole"),
          node("Cast", ["whole"], "f", { to: 1 }),
          node("Add", ["x", "f"], "y"),
        ],
        [ints("zero", 0), ints("many", 64)],
      ),
      "computes with the length",
    ],
    [
      "a sum over the batch",
      graph([node("ReduceMean", ["x"], "y", { axes: [0, 1] })]),
      "works across the batch",
    ],
    ["a Softmax over the batch", graph([node("Softmax", ["x"], "y", { axis: 0 })]), "works across the batch"],
    [
      "a range measured over the batch",
      graph([
        onnxNode("DynamicQuantizeLinear", "q", ["x"], ["q", "s", "z"]),
        node("DequantizeLinear", ["q", "s", "z"], "y"),
      ]),
      "not known",
    ],
    [
      "the batch dropped",
      graph(
        [node("Reshape", ["x", "s"], "r"), node("Unsqueeze", ["r", "a"], "y")],
        [ints("s", 24, 6), ints("a", 0)],
        17,
        3,
      ),
      "mixes the batch",
    ],
    [
      "indices that count through the batch",
      graph([
        onnxNode("MaxPool", "m", ["x"], ["p", "i"], { kernel_shape: [2, 2] }),
        node("Cast", ["i"], "y", { to: 1 }),
      ]),
      "numbers pixels across",
    ],
    [
      "the batch squeezed",
      graph([node("Squeeze", ["x", "a"], "r"), node("Unsqueeze", ["r", "a"], "y")], [ints("a", 0)]),
      "drops the batch",
    ],
    [
      "a constant joined at the batch",
      graph([node("Concat", ["x", "c"], "y", { axis: 0 })], [noiseTensor("c", [1, 4, 6, 6], 1)]),
      "joins along the batch",
    ],
    [
      "a product over the batch",
      graph(
        [node("Transpose", ["x"], "t", { perm: [1, 2, 3, 0] }), node("MatMul", ["t", "w"], "y")],
        [noiseTensor("w", [1, 1], 1)],
      ),
      "sums over the batch",
    ],
    [
      "a decision",
      graph([node("NonZero", ["x"], "z"), node("Cast", ["z"], "y", { to: 1 })], [], 17, 2),
      "not known",
    ],
    [
      "arithmetic with the batch",
      graph([
        node("Shape", ["x"], "s"),
        node("Cast", ["s"], "f", { to: 1 }),
        node("ReduceProd", ["f"], "p", { keepdims: 0 }),
        node("Div", ["x", "p"], "y"),
      ]),
      "computes with the length",
    ],
    [
      "an output that is the same for all",
      graph([node("Relu", ["c"], "y")], [noiseTensor("c", [1, 4, 6, 6], 1)]),
      "output",
    ],
  ])("%s is in the way", (_, model, reason) => {
    const kept = freeBatch(model);
    expect(kept).toMatchObject({ model, freed: false });
    expect(kept.reason).toContain(reason);
  });
});

it("does not touch a batch that is open, nor one of more than one", () => {
  for (const model of [residualNet(), fixed(residualNet(), [2, 3, 12, 12], "logits", [2, 5])]) {
    expect(freeBatch(model)).toEqual({ model, freed: false, reason: null });
  }
});
