import { clone } from "@bufbuild/protobuf";
import { expect, test, vi } from "vitest";
import { CALIBRATION_METHOD_IDS, calibrationRange } from "#numerics/calibration/methods/registry.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import { buildModel, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import { type ModelProto, NodeProtoSchema } from "#onnx/model/schema/onnx_pb.ts";
import { floatTensor, int64Tensor } from "#onnx/model/write/tensor.ts";
import { never, open } from "./fixtures/residual-source.ts";
import { collectActivations } from "./item-batches.ts";
import { layerOutputErrors } from "./layer-errors.ts";
import type { InputSource } from "./runtime/input-source.ts";

const [COUNT, STEPS, WIDTH] = [35, 6, 4];
const SIZE = STEPS * WIDTH;
const everyIndex = Uint32Array.from({ length: COUNT }, (_, i) => i);

/** Each item wider than the one before, so that no two have the same extremes. */
const values = noise(COUNT * SIZE, 5).map((value, i) => value * (1 + Math.floor(i / SIZE)));

const source: InputSource = {
  inputName: "x",
  dims: [STEPS, WIDTH],
  batch: async (indices) => {
    const out = new Float32Array(indices.length * SIZE);
    indices.forEach((index, i) => {
      out.set(values.subarray(index * SIZE, (index + 1) * SIZE), i * SIZE);
    });
    return out;
  },
};

const OUTPUTS = {
  sequence: [STEPS, "n", WIDTH],
  product: [STEPS, "n", 5],
  turns: ["rows", 5],
  blocks: ["rows", WIDTH],
  last: [WIDTH, STEPS, "n"],
};

/** Items along axis 0, along axis 1, folded into the steps from either side, and behind everything else. */
const recurrent = buildModel({
  inputs: { x: ["n", STEPS, WIDTH] },
  outputs: OUTPUTS,
  initializers: [
    noiseTensor("w", [WIDTH, 5], 2, 0.5),
    int64Tensor("five", [2], [-1, 5]),
    int64Tensor("four", [2], [-1, WIDTH]),
  ],
  nodes: [
    node("Transpose", ["x"], "sequence", { perm: [1, 0, 2] }),
    node("MatMul", ["sequence", "w"], "product"),
    node("Reshape", ["product", "five"], "turns"),
    node("Reshape", ["x", "four"], "blocks"),
    node("Transpose", ["x"], "last", { perm: [2, 1, 0] }),
  ],
});

/** A number for all items together, and a tensor whose shape knows no batch. */
const mixed = buildModel({
  inputs: { x: ["n", STEPS, WIDTH] },
  outputs: { mean: [], largest: [STEPS, WIDTH], y: ["n", STEPS, WIDTH] },
  nodes: [
    node("ReduceMean", ["x"], "mean", { keepdims: 0 }),
    node("ReduceMax", ["x"], "largest", { axes: [0], keepdims: 0 }),
    node("Add", ["x", "mean"], "y"),
  ],
});

/** The same network on half of each value. */
function withHalvedInput({ graph }: ModelProto): ModelProto {
  const nodes = (graph?.node ?? []).map((each) => clone(NodeProtoSchema, each));
  for (const each of nodes) each.input = each.input.map((name) => (name === "x" ? "halved" : name));
  return buildModel({
    inputs: { x: ["n", STEPS, WIDTH] },
    outputs: OUTPUTS,
    initializers: [...(graph?.initializer ?? []), floatTensor("half", [], Float32Array.of(0.5))],
    nodes: [node("Mul", ["x", "half"], "halved"), ...nodes],
  });
}

async function observe(model: ModelProto, batch: { fixedBatch?: number; maxBatch?: number }) {
  const tensors = ["x", ...(model.graph?.output ?? []).map(({ name }) => name)];
  const session = await open(model);
  // A run that takes no time is followed by as large a one as is allowed.
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  try {
    const options = { fixedBatch: null, signal: never, ...batch };
    return await collectActivations(session, tensors, source, everyIndex, options);
  } finally {
    clock.mockRestore();
    await session.release();
  }
}

const RANGES = new WeakMap<ActivationObserver, ReturnType<typeof calibrationRange>[]>();

function rangesOf(observer: ActivationObserver) {
  const spec = { bits: 8, scheme: "asymmetric" } as const;
  const ranges =
    RANGES.get(observer) ??
    CALIBRATION_METHOD_IDS.map((method) => calibrationRange(observer, { method, percentile: 90 }, spec));
  RANGES.set(observer, ranges);
  return ranges;
}

function expectSame(actual: Map<string, ActivationObserver>, expected: Map<string, ActivationObserver>) {
  for (const [tensor, observer] of expected) {
    const other = actual.get(tensor) as ActivationObserver;
    expect([tensor, other.count, other.itemMinima.length]).toEqual([tensor, observer.count, COUNT]);
    const found = rangesOf(other);
    for (const [i, { rmin, rmax }] of rangesOf(observer).entries()) {
      const close = 1e-6 * (rmax - rmin);
      expect(Math.abs(found[i].rmin - rmin)).toBeLessThanOrEqual(close);
      expect(Math.abs(found[i].rmax - rmax)).toBeLessThanOrEqual(close);
    }
  }
}

test("ranges by every method are those of one item at a time, however many are run together", async () => {
  const expected = await observe(recurrent, { maxBatch: 1 });
  for (const size of [3, 8, 32]) {
    expectSame(await observe(recurrent, { maxBatch: size }), expected);
    expectSame(await observe(recurrent, { fixedBatch: size }), expected);
  }
});

test("the extremes of an item are its own, wherever the batch lies", async () => {
  const observers = await observe(recurrent, { maxBatch: 8 });
  const maxima = Array.from({ length: COUNT }, (_, i) =>
    Math.max(...values.subarray(i * SIZE, (i + 1) * SIZE)),
  );
  for (const tensor of ["x", "sequence", "blocks", "last"])
    expect(observers.get(tensor)?.itemMaxima).toEqual(maxima);
});

test("a tensor without a batch is that of each item alone, however many could be run together", async () => {
  const expected = await observe(mixed, { maxBatch: 1 });
  expect(expected.get("mean")?.count).toBe(COUNT);
  for (const size of [3, 8, 32]) expectSame(await observe(mixed, { maxBatch: size }), expected);
});

test("layer errors in a fixed batch leave out what only fills it up, wherever the batch lies", async () => {
  const outputs = (recurrent.graph?.output ?? []).map(({ name }) => name);
  const [fp32, halved] = [await open(recurrent), await open(withHalvedInput(recurrent))];
  const tensors = outputs.map((name) => ({ layer: name, fp32: name, quantized: name }));
  const errorsOf = (fixedBatch: number | null) =>
    layerOutputErrors(fp32, halved, tensors, source, everyIndex, { fixedBatch, signal: never });
  const expected = await errorsOf(null);
  for (const [layer, { mse, maxAbsError }] of await errorsOf(8)) {
    expect(mse / (expected.get(layer)?.mse ?? 0)).toBeCloseTo(1, 5);
    expect(maxAbsError / (expected.get(layer)?.maxAbsError ?? 0)).toBeCloseTo(1, 5);
  }
});

test("in a fixed batch such a tensor is taken once a run, and the others by item", async () => {
  const observers = await observe(mixed, { fixedBatch: 8 });
  expect(observers.get("mean")?.count).toBe(5);
  expect(observers.get("largest")?.count).toBe(5 * SIZE);
  expect(observers.get("x")?.itemMaxima).toHaveLength(COUNT);
});
