import { expect, test } from "vitest";
import { deployableParams } from "#numerics/affine.ts";
import { buildModel, node, noiseTensor } from "#onnx/fixtures/build.ts";
import { type ModelProto, TensorProto_DataType as Type } from "#onnx/model/schema/onnx_pb.ts";
import { quantizeGraph } from "#onnx/quantize/quantize-graph.ts";
import { everyIndex, never, open, residualModel, residualSource } from "../fixtures/residual-source.ts";
import { planQuantization } from "../quantize/quantization-plan.ts";
import { commonTensors, partBehind } from "./cut.ts";
import { frontiersOf } from "./frontier.ts";
import { feedsFor, Prefix } from "./prefix.ts";

const ITEM = new Map([["x", [1, 3, 12, 12]]]);
const WEIGHTS = { bits: 8, scheme: "symmetric", granularity: { kind: "tensor" } } as const;
const plan = planQuantization(residualModel);
const batches = [everyIndex.subarray(0, 16), everyIndex.subarray(16)];

/** The residual net with these of its layers in integers. */
function quantized(layers: readonly string[]): ModelProto {
  const params = deployableParams(-4, 6, { bits: 8, scheme: "asymmetric", signed: false });
  const activations = new Map(plan.tensors.map((tensor) => [tensor, params]));
  const named = layers.map((name) => [name, { weights: WEIGHTS }] as const);
  return quantizeGraph(residualModel, { mode: "static", layers: new Map(named), activations }).model;
}

const float = quantized([]);
const whole = quantized(plan.layers.map(({ name }) => name));
const namesOf = (model: ModelProto, inputs = ITEM, freeBatch = true) =>
  frontiersOf(model, inputs, freeBatch).map(({ tensors }) => tensors.map(({ name }) => name));

const prefixOf = (network: ModelProto) =>
  new Prefix(network, { batches, source: residualSource(), outputs: ["logits"], signal: never });

test("a network is cut behind activations, pooling and Add, not between a layer and what it is fused with", () => {
  expect(namesOf(float)).toEqual([["r1"], ["p1"], ["a"], ["ra"], ["g"], ["f"]]);
});

test("codes pass where a network computes on integers", () => {
  const types = frontiersOf(whole, ITEM, true).map(({ tensors }) => tensors.map(({ elemType }) => elemType));
  expect(new Set(types.flat())).toEqual(new Set([Type.UINT8]));
  expect(types.length).toBeGreaterThan(3);
});

test("memory is counted in the bytes of what passes; there is no frontier behind the first output", () => {
  const [first] = frontiersOf(float, ITEM, true);
  expect(first.itemBytes).toBe(8 * 12 * 12 * 4);
  const heads = buildModel({
    inputs: { x: ["n", 3, 12, 12] },
    outputs: { early: ["n", 4, 12, 12], late: ["n", 4, 12, 12] },
    initializers: [noiseTensor("w", [4, 3, 1, 1], 1)],
    nodes: [
      node("Conv", ["x", "w"], "c"),
      node("Relu", ["c"], "r"),
      node("Sigmoid", ["r"], "early"),
      node("Tanh", ["r"], "t"),
      node("Relu", ["t"], "late"),
    ],
  });
  expect(namesOf(heads)).toEqual([["r"]]);
});

test("where the batch is not the first dimension there is no frontier, unless it is fixed", () => {
  const turned = buildModel({
    inputs: { x: ["n", 3, 12, 12] },
    outputs: { y: [12, 12, 3, "n"] },
    nodes: [
      node("Relu", ["x"], "r"),
      node("Transpose", ["r"], "t", { perm: [3, 2, 1, 0] }),
      node("Tanh", ["t"], "y"),
    ],
  });
  expect(namesOf(turned)).toEqual([["r"]]);
  expect(namesOf(turned, ITEM, false)).toEqual([["r"], ["t"]]);
});

test("two networks have in common what comes before the layer in which they differ", () => {
  const [first, second] = plan.layers;
  const early = commonTensors(float, quantized([first.name]));
  expect(early.has("x")).toBe(true);
  expect(early.has("r1")).toBe(false);
  const late = commonTensors(float, quantized([second.name]));
  expect([late.has("r1"), late.has("c2"), late.has("logits")]).toEqual([true, false, false]);
  expect(commonTensors(whole, whole).has("logits")).toBe(true);
});

test("a network run on from each of its frontiers gives the bits that it gives uncut", async () => {
  for (const network of [float, whole]) {
    const prefix = prefixOf(network);
    const uncut = await open(network);
    const expected = await uncut.run(await prefix.feeds(1));
    for (const frontier of frontiersOf(network, ITEM, true)) {
      expect(await prefix.moveTo(frontier)).toBe(true);
      const part = partBehind(network, frontier.tensors) as ModelProto;
      const session = await open(part);
      expect(await session.run(feedsFor(session, await prefix.feeds(1)))).toEqual(expected);
      await session.release();
    }
    await uncut.release();
  }
});

test("a frontier behind which other bits come out is refused, and the values stay where they are", async () => {
  const noisy = buildModel({
    inputs: { x: ["n", 3, 12, 12] },
    outputs: { logits: ["n", 3, 12, 12] },
    nodes: [
      node("Relu", ["x"], "r"),
      node("Tanh", ["r"], "t"),
      node("RandomNormalLike", ["t"], "chance"),
      node("Add", ["t", "chance"], "logits"),
    ],
  });
  const prefix = prefixOf(noisy);
  const [first] = frontiersOf(noisy, ITEM, true);
  const values = await prefix.feeds(0);
  expect(await prefix.moveTo(first)).toBe(false);
  expect(prefix.isOpen(first)).toBe(false);
  expect(prefix.frontier).toBeNull();
  expect(await prefix.feeds(0)).toBe(values);
});

test("a frontier is open ahead, where its values fit into memory", async () => {
  const prefix = prefixOf(float);
  const [first, second] = frontiersOf(float, ITEM, true);
  expect(await prefix.moveTo(first)).toBe(true);
  expect([first, second].map((frontier) => prefix.isOpen(frontier))).toEqual([false, true]);
  expect(prefix.isOpen({ ...second, itemBytes: 2 ** 23 })).toBe(false);
  prefix.restart();
  expect(prefix.isOpen(first)).toBe(true);
  expect(Object.keys(await prefix.feeds(0))).toEqual(["x"]);
});

test("tensors that do not separate a network's end from its inputs are no place to cut", () => {
  expect(partBehind(float, [{ name: "c2", elemType: Type.FLOAT, dims: ["N", 8, 6, 6] }])).toBeNull();
});
