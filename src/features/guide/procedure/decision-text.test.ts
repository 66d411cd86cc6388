import { expect, test } from "vitest";
import { runResult } from "#experiment/fixtures/run-result.ts";
import { lossOf, procedureRun } from "#lessons/procedure-run.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import { decisionText } from "./decision-text.ts";

/** What is said of a run that is twice as fast, with FP32 timed there and the quantized model on one thread of WASM. */
function sentenceOf(fp32: { backend: "wasm" | "webgpu"; threads: number }): string {
  const result = runResult(BASE_RECIPE);
  const timed = (median: number) => ({
    ...result.fp32,
    latencyMs: { median, p10: median, p90: median, runs: 1, warmup: 1 },
  });
  const run = procedureRun(1, {
    ...result,
    environment: { fp32, quantized: { backend: "wasm", threads: 1 } },
    ...{ fp32: timed(4), quantized: timed(2) },
  });
  const loss = lossOf(run);
  if (!loss) throw new Error("no labels");
  return decisionText({ kind: "ship", best: { run, loss, spared: 0 } }).sentences[0].replaceAll(
    "\u00a0",
    " ",
  );
}

test("a ratio of times is told only of one place", () => {
  expect(sentenceOf({ backend: "wasm", threads: 1 })).toContain("2.0 times faster here");
  expect(sentenceOf({ backend: "webgpu", threads: 1 })).toMatch(
    /their times are not compared: one was timed on WebGPU, the other on WASM\.$/,
  );
  expect(sentenceOf({ backend: "wasm", threads: 2 })).not.toContain("faster");
});
