import { describe, expect, it } from "vitest";
import { buildModel, node, noise } from "../fixtures/build.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { graphView } from "../model/graph/graph.ts";
import type { Attributes } from "../model/write/node.ts";
import { prepareModel } from "./prepare.ts";
import { standardOps } from "./standard-ops.ts";

const dims = [2, 3, 7, 6];
const feeds = { x: { data: noise(2 * 3 * 7 * 6, 1), dims } };

const oneNode = (op: string, attributes: Attributes, opset: number) =>
  buildModel({
    inputs: { x: dims },
    outputs: { y: ["a", "b", "c", "d"] },
    nodes: [node(op, ["x"], "y", attributes)],
    opset,
  });

const CASES: [op: string, attributes: Attributes][] = [
  ["Affine", { alpha: { float: 0.25 }, beta: { float: -3 } }],
  ["ImageScaler", { scale: { float: 2 }, bias: { floats: [-1, 0.5, 3] } }],
  ["Scale", { scale: { float: 0.3 } }],
  ["ScaledTanh", { alpha: { float: 1.7 }, beta: { float: 0.6 } }],
  ["ParametricSoftplus", { alpha: { float: 1.5 }, beta: { float: 2 } }],
  ["Crop", { border: [1, 2, 0, 1] }],
  ["Crop", { border: [1, 2, 0, 0], scale: [4, 3] }],
];

describe("standardOps", () => {
  it.each(CASES)("%s %o gives what the runtime's own kernel gives", async (op, attributes) => {
    const old = oneNode(op, attributes, 7);
    const { model, replaced } = standardOps(old);
    expect(replaced).toEqual([op]);
    const [expected, found] = [await run(old, feeds), await run(model, feeds)];
    expect(found.y.dims).toEqual(expected.y.dims);
    expect(maxDifference(found.y.data, expected.y.data)).toBeLessThan(1e-6);
    const raised = prepareModel(old).model;
    expect(graphView(raised).opset).toBe(13);
    expect(maxDifference((await run(raised, feeds)).y.data, expected.y.data)).toBeLessThan(1e-6);
  });

  it.each(CASES)("%s %o runs also where the runtime has no such operator", async (op, attributes) => {
    const newer = oneNode(op, attributes, 13);
    await expect(run(newer, feeds)).rejects.toThrow();
    const expected = await run(oneNode(op, attributes, 7), feeds);
    const found = await run(standardOps(newer).model, feeds);
    expect(maxDifference(found.y.data, expected.y.data)).toBeLessThan(1e-6);
  });

  it("leaves other models alone", () => {
    const model = oneNode("Relu", {}, 13);
    expect(standardOps(model)).toEqual({ model, replaced: [] });
  });
});
