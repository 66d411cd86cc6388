import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { buildModel, noise } from "../../fixtures/build.ts";
import { OLD_MODELS } from "../../fixtures/old-models.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { graphView } from "../../model/graph/graph.ts";
import { OperatorSetIdProtoSchema } from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import { raiseOpset } from "./raise-opset.ts";

const feeds = { x: { data: noise(96, 5), dims: [2, 3, 4, 4] } };

describe("raiseOpset", () => {
  it.each(OLD_MODELS)("keeps what %s of operator set %i computes", async (_, opset, build) => {
    const before = build(opset);
    const expected = (await run(before, feeds)).y;
    for (const target of [13, 17, 21].filter((version) => version > opset)) {
      const { model, blockedBy } = raiseOpset(before, target);
      expect(blockedBy).toEqual([]);
      expect(graphView(model).opset).toBe(target);
      const { y } = await run(model, feeds);
      expect(y.dims).toEqual(expected.dims);
      expect(maxDifference(y.data, expected.data)).toBeLessThan(1e-6);
    }
  });

  it("gives the model back, with the nodes in the way, where an operator has no equal", () => {
    const model = buildModel({
      inputs: { x: [2, 3] },
      outputs: { y: [2, 3] },
      nodes: [
        onnxNode("BatchNormalization", "trains", ["x", "g", "b", "m", "v"], ["n", "mean", "var"]),
        onnxNode("Mystery", "", ["n"], ["y"]),
      ],
      opset: 13,
    });
    const { model: same, blockedBy } = raiseOpset(model, 21);
    expect(same).toBe(model);
    expect(blockedBy).toEqual([
      { name: "trains", op: "BatchNormalization" },
      { name: "Mystery_1", op: "Mystery" },
    ]);
  });

  it("leaves nodes of another domain, names, and what lies at or above the target", () => {
    const gelu = onnxNode("Gelu", "", ["x"], ["g"]);
    gelu.domain = "com.microsoft";
    const nodes = [gelu, onnxNode("Softmax", "soft", ["g"], ["y"], { axis: 1 })];
    const model = buildModel({ inputs: { x: [2, 3] }, outputs: { y: [2, 3] }, nodes, opset: 12 });
    const imported = model.opsetImport;
    imported.push(create(OperatorSetIdProtoSchema, { domain: "com.microsoft", version: 1n }));
    expect(raiseOpset(model, 12).model).toBe(model);
    const { model: raised } = raiseOpset(model, 21);
    expect(raised.graph?.node.map(({ opType, name }) => [opType, name])).toEqual([
      ["Gelu", "Gelu_0"],
      ["Softmax", "soft"],
    ]);
    expect(raised.irVersion).toBe(10n);
    expect(raised.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([
      ["com.microsoft", 1n],
      ["", 21n],
    ]);
    expect(graphView(model).opset).toBe(12);
  });

  it("does not guess at versions below 7 and above 21", () => {
    const nodes = [onnxNode("Add", "add", ["x", "x"], ["y"], { broadcast: 1 })];
    const model = buildModel({ inputs: { x: [2, 3] }, outputs: { y: [2, 3] }, nodes, opset: 6 });
    expect(raiseOpset(model, 13).blockedBy).toEqual([{ name: "add", op: "Add" }]);
    expect(() => raiseOpset(model, 22)).toThrow(RangeError);
  });
});
