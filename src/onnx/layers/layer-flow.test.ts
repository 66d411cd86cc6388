import { expect, it } from "vitest";
import { attentionNet } from "../fixtures/attention-net.ts";
import { buildModel, node, noiseTensor } from "../fixtures/build.ts";
import { graphView } from "../model/graph/graph.ts";
import type { ModelProto } from "../model/schema/onnx_pb.ts";
import { layerFlow, precedingLayers } from "./layer-flow.ts";
import { quantizableLayers } from "./layers.ts";

function flowOf(model: ModelProto) {
  const view = graphView(model);
  const { layers } = quantizableLayers(view);
  return layerFlow(view, layers).map((flow, i) => ({ name: layers[i].name, ...flow }));
}

const weights = (...names: string[]) => names.map((name, seed) => noiseTensor(name, [4, 4], seed + 1));

it("names both branches where a residual Add joins them, and follows a chain of them", () => {
  const flow = flowOf(
    buildModel({
      inputs: { x: ["n", 4] },
      outputs: { y: ["n", 4] },
      initializers: weights("a", "b", "c", "d", "e"),
      nodes: [
        node("MatMul", ["x", "a"], "stem"),
        node("MatMul", ["stem", "b"], "b1"),
        node("Relu", ["b1"], "r1"),
        node("MatMul", ["r1", "c"], "b2"),
        node("Add", ["b2", "stem"], "join1"),
        node("MatMul", ["join1", "d"], "b3"),
        node("Add", ["b3", "join1"], "join2"),
        node("MatMul", ["join2", "e"], "y"),
      ],
    }),
  );
  expect(flow.map(({ from }) => from)).toEqual([
    [],
    ["stem/MatMul"],
    ["b1/MatMul"],
    ["stem/MatMul", "b2/MatMul"],
    ["b2/MatMul", "b3/MatMul"],
  ]);
  expect(flow[1]).toMatchObject({ inputs: ["stem"], output: "r1" });
  expect(flow[3].inputs).toEqual(["join1"]);
});

it("keeps both branches through a node that reads their sum twice", () => {
  const flow = flowOf(
    buildModel({
      inputs: { x: ["n", 4] },
      outputs: { y: ["n", 4] },
      initializers: weights("a", "b", "c"),
      nodes: [
        node("MatMul", ["x", "a"], "p"),
        node("MatMul", ["p", "b"], "q"),
        node("Add", ["p", "q"], "s"),
        node("Sigmoid", ["s"], "gate"),
        node("Mul", ["s", "gate"], "swish"),
        node("MatMul", ["swish", "c"], "y"),
      ],
    }),
  );
  expect(flow[2].from).toEqual(["p/MatMul", "q/MatMul"]);
});

it("follows both sides of an attention product, and leaves out what Softmax bounds", () => {
  const flow = flowOf(attentionNet());
  const products = flow.filter(({ name }) => name === flow[3].name || name === flow[4].name);
  expect(products.map(({ from }) => from.length)).toEqual([2, 2]);
  const [scores, mixed] = products;
  expect(scores.inputs).toHaveLength(2);
  expect(mixed.inputs).toHaveLength(1);
  for (const { inputs, output } of products) expect(inputs).not.toContain(output);
});

it("names all layers that reach another through none, whatever the order of the nodes", () => {
  const nodes = {
    stem: node("MatMul", ["x", "a"], "stem"),
    left: node("MatMul", ["stem", "b"], "left"),
    right: node("MatMul", ["stem", "c"], "right"),
    shape: node("Shape", ["right"], "shape"),
    sum: node("Add", ["left", "stem"], "sum"),
    shaped: node("Reshape", ["sum", "shape"], "shaped"),
    next: node("MatMul", ["shaped", "d"], "next"),
    joined: node("Add", ["next", "shaped"], "joined"),
    head: node("MatMul", ["joined", "e"], "y"),
  };
  const precedingIn = (order: (keyof typeof nodes)[]) => {
    const view = graphView(
      buildModel({
        inputs: { x: ["n", 4] },
        outputs: { y: ["n", 4], right: ["n", 4] },
        initializers: weights("a", "b", "c", "d", "e"),
        nodes: order.map((name) => nodes[name]),
      }),
    );
    return precedingLayers(view, quantizableLayers(view).layers);
  };
  const preceding = precedingIn([
    "stem",
    "left",
    "right",
    "shape",
    "sum",
    "shaped",
    "next",
    "joined",
    "head",
  ]);
  expect(Object.fromEntries(preceding)).toEqual({
    "stem/MatMul": [],
    "left/MatMul": ["stem/MatMul"],
    "right/MatMul": ["stem/MatMul"],
    "next/MatMul": ["left/MatMul", "stem/MatMul"],
    "y/MatMul": ["left/MatMul", "next/MatMul", "stem/MatMul"],
  });
  expect(precedingIn(["stem", "right", "shape", "left", "sum", "shaped", "next", "joined", "head"])).toEqual(
    preceding,
  );
});
