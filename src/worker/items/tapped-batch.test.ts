import { expect, test } from "vitest";
import { buildModel, node } from "#onnx/fixtures/build.ts";
import { residualNet } from "#onnx/fixtures/residual-net.ts";
import { tappedBatch } from "./tapped-batch.ts";

const relu = buildModel({
  inputs: { x: ["n", 32, "h", "w"] },
  outputs: { y: ["n", 32, "h", "w"] },
  nodes: [node("Relu", ["x"], "r"), node("Relu", ["r"], "y")],
});

test.each([
  ["small ones go by the largest batch", residualNet(), ["c1", "c2"], [3, 12, 12], 64],
  // Two tensors of 32·512·512 float32 take 64 MiB.
  ["large ones as many as fit into 256 MiB", relu, ["r", "y"], [32, 512, 512], 4],
  ["one in any case", relu, ["r"], [32, 2048, 2048], 1],
])("%s", (_, model, tensors, dims, expected) => {
  expect(tappedBatch(model, tensors, { inputName: "x", dims })).toBe(expected);
});
