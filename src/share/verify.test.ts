import { expect, test } from "vitest";
import type { ExpectedResult } from "./shared-experiment.ts";
import { verifyResult } from "./verify.ts";

const result: ExpectedResult = {
  fp32: { correct: 950, total: 1000 },
  quantized: { correct: 900, total: 1000 },
  agreement: { correct: 930, total: 1000 },
  outputSqnrDb: 20,
  sizeBytes: 300_000,
  environment: {
    lab: "1.0.0",
    runtime: "onnxruntime-web 1.30.0",
    fp32: { backend: "wasm", threads: 1 },
    quantized: { backend: "wasm", threads: 1 },
  },
};

const failing = (measured: ExpectedResult) =>
  verifyResult(result, measured)
    .comparisons.filter(({ agrees }) => !agrees)
    .map(({ what }) => what);

test("the same numbers agree, and nothing of the environment differs", () => {
  expect(verifyResult(result, result)).toMatchObject({ agrees: true, environment: [] });
});

test("half a per cent of the pictures is within the tolerance, one picture more is not", () => {
  expect(failing({ ...result, quantized: { correct: 905, total: 1000 } })).toEqual([]);
  expect(failing({ ...result, quantized: { correct: 894, total: 1000 } })).toEqual(["quantized"]);
});

test("another number of pictures never agrees, another size by a byte neither", () => {
  expect(failing({ ...result, fp32: { correct: 950, total: 999 } })).toEqual(["fp32"]);
  const [fp32] = verifyResult(result, { ...result, fp32: { correct: 950, total: 999 } }).comparisons;
  expect(fp32.of).toEqual({ expected: 1000, measured: 999 });
  expect(failing({ ...result, sizeBytes: 300_001 })).toEqual(["sizeBytes"]);
  expect(failing({ ...result, outputSqnrDb: 20.6 })).toEqual(["outputSqnrDb"]);
});

test.each([
  [Number.NaN, Number.NaN, true],
  [Infinity, Infinity, true],
  [-Infinity, -Infinity, true],
  [Infinity, -Infinity, false],
  [Number.NaN, 20, false],
  [20, Number.NaN, false],
  [Infinity, 20, false],
])("an SQNR of %d against %d", (outputSqnrDb, now, agrees) => {
  expect(verifyResult({ ...result, outputSqnrDb }, { ...result, outputSqnrDb: now }).agrees).toBe(agrees);
});

test("what both cannot know is not compared", () => {
  const unlabelled = { ...result, fp32: { correct: 0, total: 0 }, outputSqnrDb: null };
  expect(verifyResult(unlabelled, unlabelled).comparisons.map(({ what }) => what)).toEqual([
    "quantized",
    "agreement",
    "sizeBytes",
  ]);
});

test("names what may explain a difference", () => {
  const { environment } = result;
  const measured = {
    ...result,
    environment: { ...environment, fp32: { backend: "webgpu" as const, threads: 2 } },
  };
  expect(verifyResult(result, measured).environment).toEqual([
    { what: "fp32.backend", expected: "wasm", measured: "webgpu" },
    { what: "fp32.threads", expected: "1", measured: "2" },
  ]);
});
