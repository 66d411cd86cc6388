import { describe, expect, it } from "vitest";
import { buildModel, node } from "../fixtures/build.ts";
import { PER_CHANNEL, planFor, uncalibratedPlan } from "../fixtures/plan.ts";
import { residualFeed, residualNet } from "../fixtures/residual-net.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import { int8Tensor } from "../model/write/tensor.ts";
import { prepareModel } from "../prepare/prepare.ts";
import { quantizeGraph } from "../quantize/quantize-graph.ts";
import { recognizeQuantized } from "./quantized.ts";

const { model } = prepareModel(residualNet());
const recognized = (quantized: typeof model) => recognizeQuantized(graphView(quantized));

describe("recognizeQuantized", () => {
  it("sees nothing in a float model", () => {
    expect(recognized(model)).toBeNull();
  });

  it("tells what the lab makes in each mode", async () => {
    const plan = await planFor(model, residualFeed(2, 1), PER_CHANNEL);
    expect(recognized(quantizeGraph(model, plan).model)).toMatchObject({ form: "qdq", integerWeights: 3 });
    for (const [mode, form] of [
      ["dynamic", "dynamic"],
      ["weight-only", "weight-only"],
    ] as const) {
      const quantized = quantizeGraph(model, uncalibratedPlan(model, mode, PER_CHANNEL)).model;
      expect(recognized(quantized)).toMatchObject({ form, integerWeights: 3 });
      expect(quantizableLayers(graphView(quantized)).layers).toEqual([]);
    }
  });

  it("tells operators on integers and blocked weights", () => {
    const inputs = { x: [1, 4] };
    const outputs = { y: [1, 4] };
    const integer = node("QLinearMatMul", ["x", "s", "z", "w", "s", "z", "s", "z"], "y");
    const initializers = [int8Tensor("w", [4, 4], new Array(16).fill(1)), int8Tensor("z", [], [0])];
    const asIntegers = buildModel({ inputs, outputs, initializers, nodes: [integer] });
    expect(recognized(asIntegers)).toEqual({
      form: "integer",
      operators: { QLinearMatMul: 1 },
      integerWeights: 1,
    });
    const blocked = node("MatMulNBits", ["x", "w"], "y");
    blocked.domain = "com.microsoft";
    const asBlocks = buildModel({ inputs, outputs, initializers, nodes: [blocked] });
    expect(recognized(asBlocks)).toMatchObject({
      form: "weight-only",
      operators: { "com.microsoft.MatMulNBits": 1 },
    });
  });
});
