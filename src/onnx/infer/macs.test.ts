import { describe, expect, it } from "vitest";
import { attentionNet } from "../fixtures/attention-net.ts";
import { buildModel, node, noiseTensor } from "../fixtures/build.ts";
import { residualNet } from "../fixtures/residual-net.ts";
import { graphView } from "../model/graph/graph.ts";
import { countMacs } from "./macs.ts";

describe("countMacs", () => {
  it("adds up what each layer multiplies, for one image where the batch is open", () => {
    const { total, byNode } = countMacs(graphView(residualNet()));
    expect([...byNode]).toEqual([
      ["c1/Conv", 12 * 12 * 8 * 27],
      ["c2/Conv", 6 * 6 * 8 * 9],
      ["logits/Gemm", 5 * 8],
    ]);
    expect(total).toBe(12 * 12 * 8 * 27 + 6 * 6 * 8 * 9 + 40);
  });

  it("takes the shapes it is given", () => {
    const inputs = new Map([["x", [2, 6, 8]]]);
    // Four linear layers, scores and mixture.
    expect(countMacs(graphView(attentionNet()), inputs).total).toBe(2 * (4 * 6 * 8 * 8 + 2 * 6 * 6 * 8));
  });

  it("counts a transposed convolution by its input, and a Gemm however it lies", () => {
    const model = buildModel({
      inputs: { x: [1, 4, 5, 5], m: [7, 3] },
      outputs: { y: ["a", "b", "c", "d"], z: ["a", "b"] },
      initializers: [noiseTensor("w", [4, 3, 2, 2], 1), noiseTensor("g", [2, 7], 2)],
      nodes: [
        node("ConvTranspose", ["x", "w"], "y", { strides: [2, 2], group: 2 }),
        node("Gemm", ["m", "g"], "z", { transA: 1, transB: 1 }),
      ],
    });
    expect([...countMacs(graphView(model)).byNode.values()]).toEqual([100 * 3 * 4, 3 * 2 * 7]);
  });

  it("gives no sum where other operators hide products", () => {
    const model = residualNet();
    model.graph?.node.push(node("Einsum", ["f", "f"], "e", { equation: "ij,ij->i" }));
    const { total, byNode } = countMacs(graphView(model));
    expect({ total, gemm: byNode.get("logits/Gemm") }).toEqual({ total: null, gemm: 40 });
  });

  it("says nothing where a shape is not known", () => {
    const model = buildModel({
      inputs: { x: ["n", 3, "h", "w"] },
      outputs: { y: ["n", 8, "h", "w"] },
      initializers: [noiseTensor("w", [8, 3, 3, 3], 1)],
      nodes: [node("Conv", ["x", "w"], "y")],
    });
    const { total, byNode } = countMacs(graphView(model));
    expect({ total, conv: byNode.get("y/Conv") }).toEqual({ total: null, conv: null });
    expect(countMacs(graphView(model), new Map([["x", [1, 3, 6, 6]]])).total).toBe(16 * 8 * 27);
  });
});
