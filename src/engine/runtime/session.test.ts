import { expect, test } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { TensorProto_DataType as Type } from "#onnx/model/schema/onnx_pb.ts";
import { never, open, residualModel, residualSource } from "../fixtures/residual-source.ts";
import { layerLatency } from "../layer-latency.ts";
import { benchmark } from "./benchmark.ts";
import { EngineSession } from "./session.ts";

test("a file that the runtime does not take is named, with the runtime's words", async () => {
  const call = EngineSession.create(new Uint8Array([1, 2, 3]), { backend: "wasm" });
  await expect(call).rejects.toMatchObject({ code: "model.load-failed", details: { backend: "wasm" } });
});

test("a wrong input is named", async () => {
  const session = await open(residualModel);
  const call = session.run({ x: { data: new Float32Array(4), dims: [1, 4] } });
  await expect(call).rejects.toMatchObject({ code: "runtime.run-failed" });
});

test("running out of memory is told apart", async () => {
  // A runtime of its own: one that has once run out of memory stays spent, and test files share theirs.
  const own: string = "./runtime.ts?own";
  const { isRuntimeSpent, runtimeError }: typeof import("./runtime.ts") = await import(own);
  const codeOf = (message: string) => runtimeError("runtime.run-failed", {}, new Error(message)).code;
  expect(codeOf("invalid dimensions")).toBe("runtime.run-failed");
  expect(isRuntimeSpent()).toBe(false);
  expect(codeOf("std::bad_alloc")).toBe("runtime.out-of-memory");
  expect(isRuntimeSpent()).toBe(true);
  expect(codeOf("failed to call OrtRun(): out of memory")).toBe("runtime.out-of-memory");
  expect(codeOf("Non-zero status code: invalid dimensions")).toBe("runtime.run-failed");
  const notFetched = [
    "no available backend found. ERR: [wasm] TypeError: Failed to fetch dynamically imported module: http://x/ort.mjs",
    "no available backend found. ERR: [wasm] RuntimeError: Aborted(both async and sync fetching of the wasm failed).",
    "no available backend found. ERR: [wasm] Error: previous call to 'initializeWebAssembly()' failed.",
  ];
  expect(notFetched.map(codeOf)).toEqual(notFetched.map(() => "runtime.not-loaded"));
  expect(codeOf("no available backend found. ERR: [wasm] Error: WebAssembly SIMD is not supported")).toBe(
    "runtime.load-failed",
  );
  expect(codeOf("Load failed for node Conv_1")).toBe("runtime.run-failed");
  expect(runtimeError("runtime.run-failed", {}, "?")).toBeInstanceOf(LabError);
});

test("contenders are timed as often as each other, after warm-up", async () => {
  const session = await open(residualModel);
  const feeds = { x: { data: await residualSource().batch(Uint32Array.of(0)), dims: [1, 3, 12, 12] } };
  const options = { warmup: 2, minRuns: 4, maxRuns: 5, budgetMs: 0, slowMs: Infinity };
  const contenders = [
    { session, feeds },
    { session, feeds },
  ];
  const times = await benchmark(contenders, options, never);
  for (const { median, p10, p90, runs, warmup } of times) {
    expect([runs, warmup]).toEqual([4, 2]);
    expect(p10).toBeGreaterThan(0);
    expect(median).toBeGreaterThanOrEqual(p10);
    expect(p90).toBeGreaterThanOrEqual(median);
  }
  const slow = await benchmark(contenders, { ...options, slowMs: 0 }, never);
  expect(slow.map(({ runs, warmup }) => [runs, warmup])).toEqual([
    [3, 1],
    [3, 1],
  ]);
});

test("a layer is cut out and timed alone", async () => {
  const inputs = [{ name: "p1", elemType: Type.FLOAT, dims: [1, 8, 6, 6] }];
  const cut = { model: residualModel, inputs, output: "c2" };
  const { fp32, quantized } = await layerLatency(cut, cut, never);
  expect(Math.min(fp32, quantized)).toBeGreaterThan(0);
});
