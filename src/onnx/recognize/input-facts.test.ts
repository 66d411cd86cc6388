import { expect, it } from "vitest";
import { buildModel, node, noiseTensor } from "../fixtures/build.ts";
import { graphView } from "../model/graph/graph.ts";
import type { NodeProto } from "../model/schema/onnx_pb.ts";
import { floatTensor } from "../model/write/tensor.ts";
import { inputFacts } from "./input-facts.ts";
import { guessPictureInput } from "./picture-input.ts";

const PARTS = {
  inputs: { x: ["n", 3, 8, 8] },
  outputs: { y: [] },
  initializers: [
    floatTensor("mean", [3, 1, 1], [0.5, 0.25, 0.125]),
    floatTensor("divisor", [], [255]),
    noiseTensor("w", [4, 3, 3, 3], 1),
  ],
};

function headOf(nodes: NodeProto[]) {
  const view = graphView(buildModel({ ...PARTS, nodes }));
  const input = guessPictureInput(view);
  if (!input) throw new Error("no picture input");
  return inputFacts(view, input, "maker 1", 10);
}

it("tells what normalizes at the input, with its constants, up to the layer, whose weights are too many", () => {
  const facts = headOf([
    node("Div", ["x", "divisor"], "unit"),
    node("Sub", ["unit", "mean"], "centred"),
    node("Conv", ["centred", "w"], "y"),
  ]);
  expect(facts).toEqual({
    name: "x",
    shape: [null, 3, 8, 8],
    elementType: "float32",
    producer: "maker 1",
    outputSize: 10,
    head: [
      { op: "Div", constant: [255] },
      { op: "Sub", constant: [0.5, 0.25, 0.125] },
      { op: "Conv", constant: null },
    ],
  });
});

it("takes the scale of an ImageScaler, and stops where the input has several readers", () => {
  const scaled = node("ImageScaler", ["x"], "s", { scale: { float: 0.5 }, bias: { floats: [0, 0, 0] } });
  expect(headOf([scaled, node("Conv", ["s", "w"], "y")]).head[0]).toEqual({
    op: "ImageScaler",
    constant: [0.5],
  });
  expect(headOf([node("Relu", ["x"], "r"), node("Conv", ["x", "w"], "y")]).head).toEqual([]);
});
