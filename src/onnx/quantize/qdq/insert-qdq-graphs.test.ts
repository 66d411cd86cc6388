import { expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { PER_CHANNEL, planFor } from "../../fixtures/plan.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { body, trueTensor, withBodies } from "../../fixtures/subgraph.ts";
import { onnxNode } from "../../model/write/node.ts";
import { floatTensor, int64Tensor } from "../../model/write/tensor.ts";
import { insertQdq } from "./insert-qdq.ts";

it("runs on integers through activations, Concat, pooling, Resize and Split", async () => {
  const model = buildModel({
    inputs: { x: [1, 4, 8, 8] },
    outputs: { y: ["n", "c", "h", "w"] },
    initializers: [
      noiseTensor("w", [4, 4, 3, 3], 1),
      noiseTensor("v", [2, 4, 1, 1], 2),
      floatTensor("scales", [4], [1, 1, 2, 2]),
      int64Tensor("halves", [2], [4, 4]),
    ],
    nodes: [
      node("Conv", ["x", "w"], "c", { pads: [1, 1, 1, 1] }),
      node("Sigmoid", ["c"], "s"),
      node("Mul", ["c", "s"], "swish"),
      node("LeakyRelu", ["c"], "leaky"),
      node("Concat", ["swish", "leaky"], "both", { axis: 1 }),
      node("AveragePool", ["both"], "pool", { kernel_shape: [2, 2], strides: [2, 2] }),
      node("Resize", ["pool", "", "scales"], "large"),
      onnxNode("Split", "split", ["large", "halves"], ["left", "right"], { axis: 1 }),
      node("Add", ["left", "right"], "sum"),
      node("Conv", ["sum", "v"], "y"),
    ],
  });
  const feeds = { x: { data: noise(256, 3), dims: [1, 4, 8, 8] } };
  const { model: quantized } = insertQdq(model, await planFor(model, feeds, PER_CHANNEL));
  const pairs = quantized.graph?.node.filter(({ opType }) => opType === "QuantizeLinear") ?? [];
  expect(pairs.map(({ input }) => `${input[0]} ${input[1]}`)).toEqual([
    "x x_scale",
    "c c_scale",
    "s s_scale",
    "swish swish_scale",
    "leaky leaky_scale",
    "both both_scale",
    "pool both_scale",
    "large both_scale",
    "left both_scale",
    "right both_scale",
    "sum sum_scale",
    "y_QuantizeLinear_Input y_scale",
  ]);
  const float = await run(model, feeds);
  const range = Math.max(...float.y.data.map(Math.abs));
  for (const level of ["disabled", "all"] as const) {
    const { y } = await run(quantized, feeds, level);
    expect(maxDifference(y.data, float.y.data)).toBeLessThan(0.03 * range);
  }
});

it("leaves subgraphs intact and what they read in place", async () => {
  const choice = withBodies(
    onnxNode("If", "if", ["yes"], ["chosen"]),
    body("then_branch", [onnxNode("Neg", "", ["m"], ["less"])], ["less"]),
    body("else_branch", [onnxNode("Abs", "", ["m"], ["size"])], ["size"]),
  );
  const model = buildModel({
    inputs: { x: [2, 4] },
    outputs: { y: [2, 4], chosen: [2, 4] },
    initializers: [noiseTensor("w", [4, 4], 1), noiseTensor("v", [4, 4], 2), trueTensor("yes")],
    nodes: [
      node("MatMul", ["x", "w"], "m"),
      node("Relu", ["m"], "r"),
      choice,
      node("MatMul", ["r", "v"], "y"),
    ],
  });
  const feeds = { x: { data: noise(8, 3), dims: [2, 4] } };
  const { model: quantized } = insertQdq(model, await planFor(model, feeds, PER_CHANNEL));
  const [float, integer] = [await run(model, feeds), await run(quantized, feeds)];
  for (const name of ["y", "chosen"]) {
    expect(maxDifference(integer[name].data, float[name].data)).toBeLessThan(0.05);
  }
});
