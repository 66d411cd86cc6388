import { describe, expect, it } from "vitest";
import { EngineSession } from "#engine/runtime/session.ts";
import { buildModel, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import { PER_CHANNEL, uncalibratedPlan } from "#onnx/fixtures/plan.ts";
import { mainGraph } from "#onnx/model/graph/shallow-copy.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { floatTensor } from "#onnx/model/write/tensor.ts";
import { insertDynamic } from "#onnx/quantize/dynamic/dynamic.ts";
import { optimizerNotices } from "./optimizer-check.ts";

const dims = [4, 3, 16];
const columns = noise(4 * 16 * 12, 1).map((value, i) => value * (1 + 1.5 * (i % 12)));
const float = buildModel({
  inputs: { x: dims },
  outputs: { y: [4, 3, 12] },
  initializers: [floatTensor("w", [4, 16, 12], columns), noiseTensor("b", [12], 2)],
  nodes: [node("MatMul", ["x", "w"], "m"), node("Add", ["m", "b"], "y")],
});
const feeds = { x: { data: noise(192, 3), dims } };

async function noticesOf(model: ModelProto) {
  const bytes = writeModel(model);
  const open = (file: Uint8Array) => EngineSession.create(file, { backend: "wasm" });
  const [fp32, quantized] = [await open(writeModel(float)), await open(bytes)];
  try {
    return await optimizerNotices(bytes, feeds, { fp32, quantized }, ["y"]);
  } finally {
    await Promise.all([fp32.release(), quantized.release()]);
  }
}

describe("a file beside itself without the runtime's optimizer", () => {
  const { model } = insertDynamic(float, uncalibratedPlan(float, "dynamic", PER_CHANNEL));

  it("says nothing of one that both compute alike", async () => {
    expect(await noticesOf(model)).toEqual([]);
  });

  it("tells of one scale per column beside a stack, of which the runtime's fused product takes others", async () => {
    const graph = mainGraph(model);
    const scale = graph.initializer.find(({ name }) => name === "w_scale") ?? expect.fail("no scales");
    scale.rawData = scale.rawData.slice(0, 4 * 12);
    scale.dims = [12n];
    const [{ code, details }] = await noticesOf(model);
    expect(code).toBe("quantized.optimizer-differs");
    expect(details.output).toBe("y");
    expect(details.share).toBeGreaterThan(0.01);
    expect(details.lostDb).toBeGreaterThan(12);
  });
});
