import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { buildModel, noiseTensor } from "../../fixtures/build.ts";
import { AttributeProto_AttributeType, AttributeProtoSchema, GraphProtoSchema } from "../schema/onnx_pb.ts";
import { onnxNode, valueInfo } from "../write/node.ts";
import { floatTensor } from "../write/tensor.ts";
import { constantOf, graphView, isGraphOutput } from "./graph.ts";

describe("graphView", () => {
  const constant = onnxNode("Constant", "c", [], ["c"]);
  constant.attribute.push(
    create(AttributeProtoSchema, {
      name: "value",
      type: AttributeProto_AttributeType.TENSOR,
      t: floatTensor("", [1], [3]),
    }),
  );
  const model = buildModel({
    inputs: { x: ["batch", 4], w: [4, 4] },
    outputs: { y: ["batch", 4] },
    initializers: [noiseTensor("w", [4, 4], 1)],
    nodes: [
      onnxNode("Relu", "", ["x"], ["r"]),
      constant,
      onnxNode("Identity", "same", ["w"], ["w2"]),
      onnxNode("MatMul", "same", ["r", "w2"], ["m"]),
      onnxNode("Add", "Relu_0", ["m", "m"], ["y"]),
    ],
  });
  const view = graphView(model);

  it("gives every node a name of its own, the same each time", () => {
    const names = view.nodes.map(({ name }) => name);
    expect(names).toEqual(["Relu_0_", "c", "same", "MatMul_3", "Relu_0"]);
    expect(graphView(model).nodes.map(({ name }) => name)).toEqual(names);
  });

  it("resolves edges, inputs and shapes", () => {
    expect(view.producers.get("m")?.op).toBe("MatMul");
    expect(view.consumers.get("m")?.map(({ op }) => op)).toEqual(["Add"]);
    expect(view.inputs.map(({ name }) => name)).toEqual(["x"]);
    expect(view.shapes.get("x")).toEqual(["batch", 4]);
    expect(view.opset).toBe(17);
    expect(isGraphOutput(view, "y")).toBe(true);
  });

  it("finds constants behind Constant and Identity", () => {
    expect(constantOf(view, "c")?.dataType).toBe(1);
    expect(constantOf(view, "w2")?.name).toBe("w");
    expect(constantOf(view, "r")).toBeNull();
  });

  it("counts what a subgraph captures", () => {
    const body = create(GraphProtoSchema, {
      node: [onnxNode("Neg", "n", ["r"], ["out"])],
      output: [valueInfo("out", null)],
    });
    const branch = onnxNode("If", "if", ["cond"], ["z"]);
    branch.attribute.push(
      create(AttributeProtoSchema, {
        name: "then_branch",
        type: AttributeProto_AttributeType.GRAPH,
        g: body,
      }),
    );
    const nodes = [onnxNode("Relu", "", ["x"], ["r"]), branch];
    const captured = graphView(buildModel({ inputs: { x: [1] }, outputs: { z: [1] }, nodes }));
    expect(captured.consumers.get("r")?.map(({ name }) => name)).toEqual(["if"]);
  });
});
