import { expect, it } from "vitest";
import { buildModel, node, noiseTensor } from "../../fixtures/build.ts";
import { prune } from "./subgraph.ts";

it("drops what no output depends on and keeps what a caller feeds", () => {
  const model = buildModel({
    inputs: { x: [4], unread: [1], w: [4], dead: [4] },
    outputs: { y: [4] },
    initializers: [noiseTensor("w", [4], 1), noiseTensor("dead", [4], 2)],
    nodes: [node("Add", ["x", "w"], "y"), node("Add", ["x", "dead"], "z"), node("Relu", ["z"], "zz")],
  });
  const pruned = prune(model).graph;
  expect(pruned?.node.map(({ output }) => output[0])).toEqual(["y"]);
  expect(pruned?.initializer.map(({ name }) => name)).toEqual(["w"]);
  expect(pruned?.input.map(({ name }) => name)).toEqual(["x", "unread", "w"]);
  expect(model.graph?.node).toHaveLength(3);
});
