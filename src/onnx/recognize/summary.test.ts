import { expect, it } from "vitest";
import { attentionNet } from "../fixtures/attention-net.ts";
import { residualNet } from "../fixtures/residual-net.ts";
import { summarize } from "./summary.ts";

it("describes a convolutional network", () => {
  const summary = summarize(residualNet());
  expect(summary).toMatchObject({
    irVersion: 8,
    opset: 17,
    opsets: { "ai.onnx": 17 },
    producer: "test",
    nodeCount: 10,
    macs: 12 * 12 * 8 * 27 + 6 * 6 * 8 * 9 + 40,
    quantized: null,
    foldedBatchNorms: 1,
  });
  expect(Object.entries(summary.operators).slice(0, 3)).toEqual([
    ["Conv", 2],
    ["BatchNormalization", 1],
    ["Clip", 1],
  ]);
  const pixels = { channels: 3, height: 12, width: 12, batch: null };
  expect(summary.pictureInput).toEqual({ name: "x", elementType: "float32", layout: "nchw", ...pixels });
  const [trained, statistics, bounds] = [8 * 27 + 8 * 9 + 8 + 40 + 5 + 2 * 8, 2 * 8, 2];
  expect(summary.parameterCount).toBe(trained);
  expect(summary.weightBytes).toBe(4 * (trained + statistics + bounds));
  expect(summary.inputs).toEqual([{ name: "x", elementType: "float32", shape: ["n", 3, 12, 12] }]);
  expect(summary.outputs).toEqual([{ name: "logits", elementType: "float32", shape: ["n", 5] }]);
  expect(summary.layers.map(({ name, kind }) => [name, kind])).toEqual([
    ["c1/Conv", "conv"],
    ["c2/Conv", "depthwise"],
    ["logits/Gemm", "gemm"],
  ]);
  expect(summary.layers[1]).toMatchObject({ weightShape: [8, 1, 3, 3], weightElements: 72 });
});

it("tells products of activations from products with weights", () => {
  const { layers } = summarize(attentionNet());
  expect(layers.map(({ kind }) => kind)).toEqual([
    "matmul",
    "matmul",
    "matmul",
    "attention",
    "attention",
    "matmul",
  ]);
  expect(layers[3]).toMatchObject({ op: "MatMul", weightShape: null, weightElements: 0 });
});
