import { expect, it } from "vitest";
import { buildModel, noiseTensor } from "./fixtures/build.ts";
import { activationTensors, quantizableLayers } from "./layers/layers.ts";
import { graphView } from "./model/graph/graph.ts";
import { mainGraph } from "./model/graph/shallow-copy.ts";
import { readModel } from "./model/read/model.ts";
import type { ModelProto, NodeProto, TensorProto } from "./model/schema/onnx_pb.ts";
import { writeModel } from "./model/write/model.ts";
import { onnxNode } from "./model/write/node.ts";
import { acceptModel } from "./prepare/accept.ts";
import { prepareModel } from "./prepare/prepare.ts";
import { summarize, weightBytes } from "./recognize/summary.ts";

const LONG = 20_000;

/** A model of nodes one behind the other, from x through t0, t1, … to y, or behind `from` instead of x. */
function chain(op: string, others: (i: number) => string[], initializers: TensorProto[] = [], from = "x") {
  const nodes = Array.from({ length: LONG }, (_, i): NodeProto => {
    const inputs = [i === 0 ? from : `t${i - 1}`, ...others(i)];
    return onnxNode(op, "", inputs, [`t${i}`]);
  });
  const last = onnxNode("Add", "", ["x", `t${LONG - 1}`], ["y"]);
  const parts = { inputs: { x: [1, 4, 8, 8] }, outputs: { y: ["a", "b", "c", "d"] } };
  return buildModel({ ...parts, initializers, nodes: [...nodes, last] });
}

function open(model: ModelProto): ModelProto {
  const original = readModel(writeModel(model));
  summarize(original);
  const prepared = prepareModel(acceptModel(original).model).model;
  const view = graphView(prepared);
  activationTensors(view, quantizableLayers(view).layers);
  return prepared;
}

it.each([
  ["Relu", () => [], []],
  ["Identity", () => [], []],
  ["Add", (i: number) => [i === 0 ? "x" : `t${i - 1}`], []],
  ["MatMul", () => ["w"], [noiseTensor("w", [8, 8], 1)]],
])("%s after %s: as deep as nodes may lie, without recursion or doubling", (op, others, initializers) => {
  const start = process.cpuUsage();
  open(chain(op, others, initializers));
  const { user, system } = process.cpuUsage(start);
  // Time on the processor: whatever else the machine is at does not count.
  expect((user + system) / 1000).toBeLessThan(10_000);
});

it("constants that would unfold to gigabytes stay folded", () => {
  const megabyte = noiseTensor("w", [64, 64, 8, 8], 1);
  const prepared = open(chain("Add", () => ["w"], [megabyte], "w"));
  expect(weightBytes(prepared)).toBeLessThan(80 * 2 ** 20);
  expect(mainGraph(prepared).node.length).toBeGreaterThan(LONG / 2);
});
