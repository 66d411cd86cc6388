import { expect, it } from "vitest";
import { tensorError } from "#numerics/errors/errors.ts";
import { buildModel, node, noise, noiseTensor } from "../fixtures/build.ts";
import { PER_CHANNEL, planFor } from "../fixtures/plan.ts";
import { residualNet } from "../fixtures/residual-net.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { mainGraph } from "../model/graph/shallow-copy.ts";
import { floatTensor, int64Tensor } from "../model/write/tensor.ts";
import { insertQdq } from "../quantize/qdq/insert-qdq.ts";
import { acceptModel } from "./accept.ts";
import { keepLayouts } from "./keep-layouts.ts";

const feeds = { x: { data: noise(2 * 8 * 8 * 3, 7), dims: [2, 8, 8, 3] } };

/** A float network with the channels last around a node, which reads q with the channels first and writes m. */
const turned = (op: string, inputs: string[], attributes = {}) =>
  buildModel({
    opset: 19,
    inputs: { x: ["n", 8, 8, 3] },
    outputs: { y: ["n", "h", "w", "c"] },
    initializers: [
      floatTensor("scales", [2], [1.5, 2]),
      floatTensor("smaller", [4], [1, 1, 1.5, 0.75]),
      int64Tensor("sizes", [2], [12, 17]),
      int64Tensor("pads", [4], [1, 2, 0, 1]),
      int64Tensor("axes", [2], [2, 3]),
    ],
    nodes: [
      node("Relu", ["x"], "r"),
      node("Transpose", ["r"], "q", { perm: [0, 3, 1, 2] }),
      node(op, inputs, "m", attributes),
      node("Transpose", ["m"], "t", { perm: [0, 2, 3, 1] }),
      node("Relu", ["t"], "y"),
    ],
  });

it.each([
  ["Resize", ["q", "", "scales"], { mode: "linear", axes: [2, 3] }],
  [
    "Resize",
    ["q", "", "", "sizes"],
    { mode: "linear", axes: [3, 2], keep_aspect_ratio_policy: "not_larger" },
  ],
  ["Resize", ["q", "", "smaller"], { mode: "cubic" }],
  ["Pad", ["q", "pads", "", "axes"], { mode: "reflect" }],
  ["CenterCropPad", ["q", "sizes"], { axes: [2, 3] }],
])("%s between Transposes, which the runtime refuses as it is: %o %o", async (op, inputs, attributes) => {
  const model = turned(op, inputs, attributes);
  const before = await run(model, feeds, "disabled");
  await expect(run(model, feeds, "all")).rejects.toThrow();
  const after = await run(acceptModel(model).model, feeds, "all");
  expect(after.y.dims).toEqual(before.y.dims);
  expect(maxDifference(after.y.data, before.y.data)).toBeLessThan(1e-5);
});

it("a Resize of axes between integer convolutions, with a batch of any size", async () => {
  const model = buildModel({
    opset: 19,
    inputs: { x: ["n", 3, 8, 8] },
    outputs: { y: ["n", 5, "h", "w"] },
    initializers: [
      noiseTensor("w", [4, 3, 3, 3], 1),
      noiseTensor("v", [5, 4, 1, 1], 2),
      floatTensor("scales", [2], [1.5, 2]),
    ],
    nodes: [
      node("Conv", ["x", "w"], "c"),
      node("Resize", ["c", "", "scales"], "m", { mode: "linear", axes: [2, 3] }),
      node("Conv", ["m", "v"], "y"),
    ],
  });
  const input = (batch: number) => ({ x: { data: noise(batch * 192, 3), dims: [batch, 3, 8, 8] } });
  const { model: kept } = acceptModel(model);
  const { model: quantized } = insertQdq(kept, await planFor(kept, input(2), PER_CHANNEL));
  for (const batch of [1, 2, 3]) {
    const before = (await run(model, input(batch))).y.data;
    const { y } = await run(quantized, input(batch));
    expect(tensorError(before, y.data).sqnrDb).toBeGreaterThan(30);
  }
});

it("what the runtime treats rightly stays, and so does a model that came quantized", async () => {
  expect(keepLayouts(residualNet())).toEqual(residualNet());
  const first = buildModel({
    opset: 19,
    inputs: { x: [2, 8, 8, 3] },
    outputs: { y: ["a", "b", "c", "d"] },
    initializers: [floatTensor("scales", [1], [2])],
    nodes: [node("Resize", ["x", "", "scales"], "y", { axes: [1] })],
  });
  expect(keepLayouts(first)).toBe(first);
  const model = turned("Pad", ["q", "pads", "", "axes"]);
  const graph = mainGraph(model);
  const scale = floatTensor("scale", [], [0.01]);
  graph.initializer.push(scale);
  graph.node[0] = node("QuantizeLinear", ["x", "scale"], "codes");
  graph.node.splice(1, 0, node("DequantizeLinear", ["codes", "scale"], "r"));
  expect(acceptModel(model).model).toBe(model);
});
