import { describe, expect, it } from "vitest";
import { attentionNet } from "../fixtures/attention-net.ts";
import { buildModel, node, noiseTensor } from "../fixtures/build.ts";
import { residualNet } from "../fixtures/residual-net.ts";
import { graphView } from "../model/graph/graph.ts";
import type { ModelProto } from "../model/schema/onnx_pb.ts";
import { int8Tensor } from "../model/write/tensor.ts";
import { foldBatchNorm } from "../prepare/fold-batch-norm.ts";
import { activationTensors, quantizableLayers } from "./layers.ts";

function tensors(model: ModelProto): string[] {
  const view = graphView(model);
  return activationTensors(view, quantizableLayers(view).layers);
}

describe("quantizableLayers", () => {
  it("absorbs Relu and Clip into the layer they follow", () => {
    const { layers } = quantizableLayers(graphView(foldBatchNorm(residualNet()).model));
    expect(layers.map(({ name, outputTensor, absorbed }) => [name, outputTensor, absorbed])).toEqual([
      ["c1/Conv", "r1", "r1/Clip"],
      ["c2/Conv", "c2", null],
      ["logits/Gemm", "logits", null],
    ]);
    expect(layers[2]).toMatchObject({
      inputs: ["f"],
      bias: "b3",
      weight: { tensor: "w3", dims: [5, 8], channelAxis: 0 },
    });
  });

  it("does not absorb a Clip above zero, or an activation beside another reader", () => {
    const base = {
      inputs: { x: ["n", 4] },
      initializers: [noiseTensor("w", [4, 4], 1), noiseTensor("low", [], 12)],
    };
    const model = (nodes: Parameters<typeof buildModel>[0]["nodes"], low: number) => {
      const built = buildModel({ ...base, outputs: { y: ["n", 4] }, nodes });
      built.graph?.initializer.forEach((tensor) => {
        if (tensor.name === "low") tensor.rawData = new Uint8Array(Float32Array.of(low).buffer);
      });
      return quantizableLayers(graphView(built)).layers[0].absorbed;
    };
    const clip = [node("MatMul", ["x", "w"], "m"), node("Clip", ["m", "low"], "y")];
    expect(model(clip, -1)).toBe("y/Clip");
    expect(model(clip, 0.5)).toBeNull();
    const twice = [node("MatMul", ["x", "w"], "m"), node("Relu", ["m"], "r"), node("Add", ["r", "m"], "y")];
    expect(model(twice, 0)).toBeNull();
  });

  it("says why a node stays in float", () => {
    const model = buildModel({
      inputs: { x: ["n", 4], v: [4, 4] },
      outputs: { y: ["n", 4], z: ["n", 4] },
      initializers: [int8Tensor("i", [4, 4], new Int8Array(16)), noiseTensor("w", [4, 4], 1)],
      nodes: [
        node("Gemm", ["x", "v"], "g"),
        node("MatMul", ["g", "i"], "y"),
        node("MatMul", ["w", "g"], "z"),
      ],
    });
    expect(quantizableLayers(graphView(model)).floatNodes).toEqual([
      { name: "g/Gemm", op: "Gemm", reason: "its weights are computed at run time" },
      { name: "y/MatMul", op: "MatMul", reason: "its weights are int8, not float32" },
      {
        name: "z/MatMul",
        op: "MatMul",
        reason: "its weights are the left operand, for which ONNX Runtime has no integer kernel",
      },
    ]);
  });
});

describe("activationTensors", () => {
  it("leaves out tensors that share another's parameters", () => {
    expect(new Set(tensors(foldBatchNorm(residualNet()).model))).toEqual(
      new Set(["x", "r1", "c2", "ra", "g", "logits"]),
    );
  });

  it("leaves out Softmax and goes through Adds and Muls with constants", () => {
    expect(new Set(tensors(attentionNet()))).toEqual(
      new Set(["norm", "q.m", "k.m", "v.m", "q", "k", "v", "scores", "scaled", "mixed", "o.m", "o"]),
    );
  });
});
