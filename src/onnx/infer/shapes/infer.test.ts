import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { attentionNet } from "../../fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { OLD_MODELS } from "../../fixtures/old-models.ts";
import { residualNet } from "../../fixtures/residual-net.ts";
import { run } from "../../fixtures/run.ts";
import { graphView } from "../../model/graph/graph.ts";
import { mainGraph, withGraph } from "../../model/graph/shallow-copy.ts";
import { type ModelProto, ValueInfoProtoSchema } from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import { floatTensor, int64Tensor } from "../../model/write/tensor.ts";
import { raiseOpset } from "../../prepare/opset/raise-opset.ts";
import { inferShapes } from "./infer.ts";

/** Dimensions of every tensor that a run makes, by name. */
async function measured(model: ModelProto, dims: number[]): Promise<Record<string, number[]>> {
  const graph = mainGraph(model);
  const names = new Set(graph.node.flatMap(({ output }) => output).filter(Boolean));
  for (const { name } of graph.output) names.delete(name);
  const output = [...graph.output, ...[...names].map((name) => create(ValueInfoProtoSchema, { name }))];
  const data = noise(
    dims.reduce((a, b) => a * b, 1),
    7,
  );
  const results = await run(withGraph(model, { output }), { x: { data, dims } }, "disabled");
  return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, [...result.dims]]));
}

/** Expects all that the runtime makes to be known, and as it makes it. */
async function expectAgreement(model: ModelProto, dims: number[]): Promise<void> {
  const view = graphView(model);
  // Nothing but the input's shape is given away.
  const facts = inferShapes({ ...view, shapes: new Map() }, new Map([["x", dims]]));
  const found = await measured(model, dims);
  expect(Object.fromEntries(Object.keys(found).map((name) => [name, facts.shape(name)]))).toEqual(found);
}

describe("shapes are those of the runtime", () => {
  it("in a convolutional network and in attention", async () => {
    await expectAgreement(residualNet(), [3, 3, 12, 12]);
    await expectAgreement(attentionNet(), [2, 6, 8]);
  });

  const known = OLD_MODELS.filter(([name]) => !["If", "Hardmax", "GridSample"].includes(name));
  it.each(known)("%s, operator set %i", async (_, opset, build) => {
    await expectAgreement(build(opset), [2, 3, 4, 4]);
    const raised = raiseOpset(build(opset), 18);
    if (raised.blockedBy.length === 0) await expectAgreement(raised.model, [2, 3, 4, 4]);
  });

  const layer = (op: string, weight: number[], attributes = {}) =>
    buildModel({
      inputs: { x: ["n", 4, 9, 8] },
      outputs: { y: ["a", "b", "c", "d"] },
      initializers: weight.length > 0 ? [noiseTensor("w", weight, 1)] : [],
      nodes: [node(op, weight.length > 0 ? ["x", "w"] : ["x"], "y", attributes)],
    });
  it.each([
    ["Conv", [6, 2, 3, 3], { group: 2, strides: [2, 1], pads: [1, 0, 0, 2], dilations: [2, 1] }],
    ["Conv", [6, 4, 3, 2], { auto_pad: "SAME_LOWER", strides: [2, 3] }],
    ["Conv", [6, 4, 3, 2], { auto_pad: "VALID", strides: [2, 3] }],
    [
      "ConvTranspose",
      [4, 3, 3, 2],
      { group: 2, strides: [2, 3], output_padding: [1, 2], pads: [1, 0, 1, 1] },
    ],
    ["ConvTranspose", [4, 3, 3, 2], { strides: [2, 2], output_shape: [18, 15] }],
    ["MaxPool", [], { kernel_shape: [2, 3], strides: [2, 2], ceil_mode: 1 }],
    ["MaxPool", [], { kernel_shape: [2, 2], strides: [4, 4], pads: [1, 1, 1, 1], ceil_mode: 1 }],
    ["MaxPool", [], { kernel_shape: [2, 2], strides: [3, 3], dilations: [2, 3] }],
    ["AveragePool", [], { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_UPPER" }],
    ["AveragePool", [], { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "VALID" }],
    ["DepthToSpace", [], { blocksize: 2 }],
    ["GlobalMaxPool", [], {}],
    ["MatMul", [3, 1, 8, 5], {}],
  ])("%s with weights %o and %o", async (op, weight, attributes) => {
    if (op === "MatMul") await expectAgreement(layer(op, weight, attributes), [1, 4, 9, 8]);
    else await expectAgreement(layer(op, weight, attributes), [2, 4, 9, 8]);
  });
});

it("knows shapes that differ in type and number from what they are made of", async () => {
  const model = buildModel({
    inputs: { x: ["n", 4, 6, 5] },
    outputs: { y: ["a", "b", "c"] },
    initializers: [int64Tensor("indices", [2, 1], [0, 1]), int64Tensor("repeats", [3], [2, 1, 3])],
    nodes: [
      node("ArgMax", ["x"], "at", { axis: -1, keepdims: 0 }),
      node("Cast", ["at"], "positions", { to: 1 }),
      node("Gather", ["positions", "indices"], "g", { axis: 1 }),
      node("Squeeze", ["g", "two"], "s"),
      node("Tile", ["s", "repeats"], "t"),
      node("Transpose", ["t"], "y", { perm: [2, 0, 1] }),
    ],
  });
  model.graph?.initializer.push(int64Tensor("two", [1], [2]));
  await expectAgreement(model, [3, 4, 6, 5]);
});

it("follows shapes that are computed in the graph", async () => {
  const model = buildModel({
    inputs: { x: ["n", 4, 6, 6] },
    outputs: { y: ["n", "f"] },
    initializers: [
      int64Tensor("zero", [1], [0]),
      int64Tensor("two", [1], [2]),
      int64Tensor("four", [1], [4]),
      int64Tensor("rest", [1], [-1]),
      floatTensor("half", [2], [0.5, 1.5]),
      floatTensor("none", [0], []),
    ],
    nodes: [
      node("Shape", ["x"], "shape"),
      node("Gather", ["shape", "zero"], "batch"),
      node("Slice", ["shape", "two", "four"], "size"),
      node("Cast", ["size"], "float_size", { to: 1 }),
      node("Mul", ["float_size", "half"], "scaled"),
      node("Floor", ["scaled"], "floor"),
      node("Cast", ["floor"], "wanted", { to: 7 }),
      node("Div", ["wanted", "two"], "halved"),
      node("Slice", ["shape", "zero", "two"], "front"),
      node("Concat", ["front", "halved"], "sizes", { axis: 0 }),
      onnxNode("Resize", "resize", ["x", "none", "none", "sizes"], ["r"], {}),
      node("Concat", ["batch", "rest"], "target", { axis: 0 }),
      node("Reshape", ["r", "target"], "y"),
    ],
  });
  await expectAgreement(model, [3, 4, 6, 6]);
});

it("takes what no rule tells from the file, symbols bound by the inputs, and leaves the rest open", () => {
  const model = buildModel({
    inputs: { x: ["n", 4] },
    outputs: { y: ["n", 7], z: ["m"] },
    nodes: [node("NoRule", ["x"], "y"), node("NoRule", ["x"], "z"), node("Relu", ["y"], "r")],
  });
  const facts = inferShapes(graphView(model), new Map([["x", [5, 4]]]));
  expect(facts.shape("r")).toEqual([5, 7]);
  expect(facts.shape("z")).toBeNull();
});
