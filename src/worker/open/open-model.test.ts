import { expect, test } from "vitest";
import { isBatchFree } from "#engine/runtime/batch-check.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { LabError } from "#failures/lab-error.ts";
import { buildModel, node, noiseTensor } from "#onnx/fixtures/build.ts";
import { halvedModel } from "#onnx/fixtures/halved-model.ts";
import { residualFeed, residualNet } from "#onnx/fixtures/residual-net.ts";
import { maxDifference, run } from "#onnx/fixtures/run.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { channelsLastNet, dropped, fixedNet, pictureNet } from "../fixtures/strangers.ts";

test("a classifier with a fixed batch of 1 takes batches, and gives what the file gives one by one", async () => {
  const model = await dropped(fixedNet());
  expect(model.summary).toMatchObject({
    task: "classification",
    classCount: 5,
    batchFreed: true,
    fixedBatch: null,
    source: { kind: "file", sha256: "0".repeat(64) },
  });
  expect(model.summary.inputs[0].shape).toEqual([1, 3, 12, 12]);
  const feeds = residualFeed(3, 1);
  const session = await model.fp32Session("wasm");
  const { logits } = await session.run(feeds);
  const expected = await run(residualNet(), feeds);
  expect(maxDifference(logits.data, expected.logits.data)).toBeLessThan(1e-5);
  await model.release();
});

test("a network that works across the batch is found out by running it", async () => {
  const mixing = buildModel({
    inputs: { x: ["n", 4] },
    outputs: { y: ["n", 4] },
    nodes: [
      node("ReduceMean", ["x"], "mean", { axes: [0], keepdims: 1 }),
      node("Sub", ["x", "mean"], "apart"),
      node("Add", ["apart", "x"], "y"),
    ],
  });
  const alone = buildModel({
    inputs: { x: ["n", 4] },
    outputs: { y: ["n", 3] },
    initializers: [noiseTensor("w", [4, 3], 1)],
    nodes: [node("MatMul", ["x", "w"], "y")],
  });
  const verdicts: boolean[] = [];
  for (const model of [mixing, alone]) {
    const session = await EngineSession.create(writeModel(model), { backend: "wasm" });
    verdicts.push(await isBatchFree(session, [{ name: "x", dims: [4] }], ["y"]));
    await session.release();
  }
  expect(verdicts).toEqual([false, true]);
});

test("channels last and half precision are told and run", async () => {
  const last = await dropped(channelsLastNet());
  expect(last.summary.pictureInput).toEqual({
    name: "x",
    layout: "nhwc",
    channels: 3,
    height: 12,
    width: 12,
  });
  expect(last.summary.preprocessGuess?.preprocess).toMatchObject({ layout: "nhwc", size: 12 });
  expect(last.itemDims).toEqual([12, 12, 3]);

  const half = await dropped(halvedModel(residualNet()));
  expect(half.summary.inputs[0].elementType).toBe("float16");
  expect(half.summary.widenedTensors).toBeGreaterThan(0);
  const feeds = residualFeed(2, 1);
  const { logits } = await (await half.fp32Session("wasm")).run(feeds);
  const expected = await run(residualNet(), feeds);
  const difference = maxDifference(logits.data, expected.logits.data);
  expect(difference).toBeGreaterThan(0);
  expect(difference).toBeLessThan(0.02);
  await Promise.all([last.release(), half.release()]);
});

test("what is no classifier is told so, and keeps a fixed batch", async () => {
  const model = await dropped(pictureNet(true));
  expect(model.summary).toMatchObject({ task: "other", classCount: null });
  expect(model.numericOutputs).toEqual(["y", "scores"]);
  await model.release();
});

test("an input of bytes is fed rounded levels", async () => {
  const session = await EngineSession.create(writeModel(castingNet()), { backend: "wasm" });
  const { y } = await session.run({ x: { data: Float32Array.of(-3, 0.5, 1.5, 300), dims: [1, 4] } });
  expect([...y.data]).toEqual([0, 0, 2, 255]);
  await session.release();
});

/** Casts an input to floats; bytes unless told otherwise. */
function castingNet(elemType = 2) {
  const model = buildModel({
    inputs: { x: [1, 4] },
    outputs: { y: [1, 4] },
    nodes: [node("Cast", ["x"], "y", { to: 1 })],
  });
  const type = model.graph?.input[0].type;
  if (type?.value.case === "tensorType") type.value.value.elemType = elemType;
  return model;
}

test.each<[string, () => ReturnType<typeof buildModel>, object]>([
  [
    "an input of text",
    () => castingNet(8),
    { code: "model.unsupported", details: { what: "inputs", count: 1, name: "x (string)" } },
  ],
  [
    "a graph that the runtime does not take",
    () =>
      buildModel({
        inputs: { x: ["n", 3, 4, 4] },
        outputs: { y: ["n", 2] },
        initializers: [noiseTensor("w", [5, 5], 1)],
        nodes: [node("MatMul", ["x", "w"], "m"), node("Flatten", ["m"], "y")],
      }),
    { code: "model.load-failed" },
  ],
])("is refused while opening: %s", async (_, model, expected) => {
  const opening = dropped(model());
  await expect(opening).rejects.toBeInstanceOf(LabError);
  await expect(opening).rejects.toMatchObject(expected);
});

test("tensors are fed to a model that takes no images", async () => {
  const model = await dropped(
    buildModel({
      inputs: { x: ["n", 7] },
      outputs: { y: ["n", 3] },
      initializers: [noiseTensor("w", [7, 3], 1)],
      nodes: [node("MatMul", ["x", "w"], "y")],
    }),
  );
  expect(model.summary).toMatchObject({ pictureInput: null, preprocessGuess: null, classCount: 3 });
  expect(model.itemDims).toEqual([7]);
  await model.release();
});
