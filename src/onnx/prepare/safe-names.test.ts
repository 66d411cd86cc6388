import { describe, expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../fixtures/build.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { body, trueTensor, withBodies } from "../fixtures/subgraph.ts";
import { graphView } from "../model/graph/graph.ts";
import { onnxNode } from "../model/write/node.ts";
import { safeNames } from "./safe-names.ts";

describe("safeNames", () => {
  it("gives tensors and nodes other names where every object has something of theirs, in branches too", async () => {
    const build = (hostile: boolean) => {
      const named = (name: string, plain: string) => (hostile ? name : plain);
      const branch = (attribute: string, op: string) =>
        body(attribute, [node(op, [named("toString", "a")], `${op}_out`)], [`${op}_out`]);
      return buildModel({
        inputs: { x: ["n", 4] },
        outputs: { y: ["n", 3] },
        initializers: [noiseTensor(named("__proto__", "w"), [4, 3], 1), trueTensor("yes")],
        nodes: [
          onnxNode("MatMul", "constructor", ["x", named("__proto__", "w")], [named("toString", "a")]),
          withBodies(
            onnxNode("If", "", ["yes"], ["y"]),
            branch("then_branch", "Relu"),
            branch("else_branch", "Neg"),
          ),
        ],
      });
    };
    const { model, renamed } = safeNames(build(true));
    expect(renamed).toEqual([]);
    const view = graphView(model);
    expect(view.nodes.map(({ name }) => name)).toEqual(["MatMul_0", "If_1"]);
    expect(view.nodes[0].outputs).toEqual(["toString_1"]);
    const feeds = { x: { data: noise(8, 2), dims: [2, 4] } };
    const expected = (await run(build(false), feeds)).y.data;
    expect(maxDifference((await run(model, feeds)).y.data, expected)).toBe(0);
  });

  it("leaves the names of inputs and outputs, but for the one that cannot be fed", () => {
    const model = buildModel({
      inputs: { ["__proto__"]: ["n"], valueOf: ["n"] },
      outputs: { constructor: ["n"] },
      nodes: [onnxNode("Add", "", ["__proto__", "valueOf"], ["constructor"])],
    });
    const safe = safeNames(model);
    expect(safe.renamed).toEqual([{ from: "__proto__", to: "__proto___1" }]);
    expect(graphView(safe.model).inputs.map(({ name }) => name)).toEqual(["__proto___1", "valueOf"]);
    expect(graphView(safe.model).outputs.map(({ name }) => name)).toEqual(["constructor"]);
  });

  it("leaves other models alone", () => {
    const model = buildModel({ inputs: { x: [1] }, outputs: { y: [1] }, nodes: [node("Relu", ["x"], "y")] });
    expect(safeNames(model).model).toBe(model);
  });
});
