import { expect, test } from "vitest";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import type { LogEntry } from "#share/log-file.ts";
import { comparedRows } from "./compared-rows.ts";

const run = (
  id: string,
  median: number,
  place: { backend: "wasm" | "webgpu"; threads: number },
): LogEntry => {
  const variant = {
    ...{ top1: { correct: 9, total: 10 }, sizeBytes: 5, weightBytes: 4, ...place },
    latencyMs: { median, p10: median, p90: median },
  };
  return {
    ...{ id, finishedAt: 0, name: "", note: "", pinned: false, modelName: "Net", recipe: BASE_RECIPE },
    ...{ fp32: variant, quantized: variant, agreement: { correct: 10, total: 10 }, discordant: null },
    ...{ outputSqnrDb: 30, lab: "1", runtime: "ort" },
  };
};
const floatLatency = (runs: LogEntry[]) =>
  comparedRows(runs)
    .find(({ label }) => label === "Latency")
    ?.fp32.replaceAll("\u00a0", " ");

test("times of FP32 are one range only where they were taken in the same place", () => {
  const wasm = { backend: "wasm", threads: 1 } as const;
  expect(floatLatency([run("a", 2, wasm), run("b", 3, wasm)])).toBe("2.00–3.00 ms");
  expect(floatLatency([run("a", 2, wasm), run("b", 8, { backend: "webgpu", threads: 1 })])).toBe(
    "2.00 ms (wasm, 1) / 8.00 ms (webgpu, 1)",
  );
  expect(floatLatency([run("a", 2, wasm), run("b", 1, { ...wasm, threads: 2 })])).toBe(
    "2.00 ms (wasm, 1) / 1.00 ms (wasm, 2)",
  );
});
