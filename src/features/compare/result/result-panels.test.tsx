import { describe, expect, test } from "vitest";
import { runResult, variantResult } from "#experiment/fixtures/run-result.ts";
import type { RunResult } from "#experiment/result.ts";
import { ALL_FINITE, type OutputComparison } from "#numerics/errors/output-errors.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { draw, labWith } from "#ui/fixtures/draw.tsx";
import { useShown } from "../use-shown.ts";
import { measuredBy } from "./measured-by.ts";
import { ResultCards } from "./ResultCards.tsx";
import { ResultTable } from "./ResultTable.tsx";
import { VerdictLine } from "./VerdictLine.tsx";

const latency = (median: number) => ({ median, p10: 0.9 * median, p90: 1.2 * median, runs: 50, warmup: 10 });
const output = (change: Partial<OutputComparison>): OutputComparison => ({
  ...{ name: "logits", shape: [4], mse: 0.01, maxAbsError: 0.5, cosine: 0.9991, klDivergence: 0.02 },
  ...{ sqnrDb: 31.24, items: 1000, notFinite: ALL_FINITE },
  ...change,
});
const NONE = { correct: 0, total: 0 };

/** 900 of 1000 right in FP32; 12 lost and 2 gained. */
const SCORED = runResult(BASE_RECIPE, {
  fp32: variantResult({
    sizeBytes: 400_000,
    weightBytes: 390_000,
    activationBytes: 64_000,
    latencyMs: latency(4),
  }),
  quantized: variantResult({
    ...{ top1: { correct: 890, total: 1000 }, sizeBytes: 100_000, weightBytes: 97_500 },
    ...{ activationBytes: 16_000, latencyMs: latency(2) },
  }),
  agreement: { correct: 980, total: 1000 },
  flips: Array.from({ length: 14 }, (_, index) => ({
    ...{ index, label: 0 },
    ...(index < 12 ? { fp32: 0, quantized: 1 } : { fp32: 1, quantized: 0 }),
  })),
  outputs: [output({})],
});
const UNLABELLED = runResult(BASE_RECIPE, {
  fp32: variantResult({ top1: NONE }),
  quantized: variantResult({ top1: NONE }),
  agreement: { correct: 390, total: 400 },
  outputs: [output({})],
});
const NO_CLASSIFIER = runResult(BASE_RECIPE, {
  fp32: variantResult({ top1: NONE }),
  quantized: variantResult({ top1: NONE }),
  agreement: NONE,
  outputs: [
    output({ name: "boxes", klDivergence: null }),
    output({
      ...{
        name: "scores",
        klDivergence: null,
        sqnrDb: Number.NaN,
        cosine: Number.NaN,
        maxAbsError: Number.NaN,
      },
      ...{ items: 24, notFinite: { fp32Only: 0, quantizedOnly: 24, both: 0 } },
    }),
  ],
});

const recordOf = (result: RunResult, task: RunRecord["task"] = "classification"): RunRecord => ({
  ...{ number: 3, fromEarlierVisit: false, modelName: "Net", layerKinds: {}, classes: [] },
  ...{ task, quantizedAlready: null, result },
});
const tableOf = (result: RunResult, by: "accuracy" | "agreement" | "outputs", previous?: RunResult) =>
  draw(
    <ResultTable
      latest={recordOf(result)}
      previous={previous ? recordOf(previous) : null}
      baseline={null}
      by={by}
    />,
  ).rows("FP32 and quantized");

/** The cards and the sentence of a run, as the tab shows them. */
function Answer() {
  const shown = useShown();
  return (
    <>
      <VerdictLine shown={shown} />
      <ResultCards shown={shown} />
    </>
  );
}
const answerOf = (result: RunResult, task?: RunRecord["task"]) =>
  draw(<Answer />, labWith({ latest: recordOf(result, task) }));

describe("the table FP32 and quantized", () => {
  test("says every figure, its interval and its difference", () => {
    expect(tableOf(SCORED, "accuracy")).toEqual({
      "Top-1 accuracy 95 % interval": ["90.0 % 88.0–91.7", "89.0 % 86.9–90.8", "−1.0 points −1.8 to −0.3"],
      "Pictures lost, gained McNemar's mid-p test": ["–", "12, 2 of 1,000", "p = 0.007 more than chance"],
      "Agreement with FP32 same prediction": ["–", "98.0 % 96.9–98.7", "20 differ of 1,000"],
      "Model size the .onnx file": ["400.0 kB", "100.0 kB", "−300.0 kB ×0.250"],
      "Weight bytes without the graph": ["390.0 kB", "97.5 kB", "−292.5 kB ×0.250"],
      "Peak activations computed, one picture": ["64.0 kB", "16.0 kB", "−48.0 kB ×0.250"],
      "Latency median (p10–p90)": ["4.00 ms 3.60–4.80 ms", "2.00 ms 1.80–2.40 ms", "−2.00 ms ×0.500"],
    });
  });

  test("has the run before beside it", () => {
    const [quantized, , before] = tableOf(SCORED, "accuracy", UNLABELLED)[
      "Top-1 accuracy 95 % interval"
    ].slice(1);
    expect(quantized).toContain("89.0 %");
    expect(before).toBe("–");
  });

  test("without labels it says agreement and noise, and no accuracy", () => {
    const rows = tableOf(UNLABELLED, "agreement");
    expect(Object.keys(rows)).not.toContain("Top-1 accuracy 95 % interval");
    expect(rows["Agreement with FP32 same prediction"]).toEqual([
      "–",
      "97.5 % 95.5–98.6",
      "10 differ of 400",
    ]);
    expect(rows["SQNR to FP32 of the worst output"]).toEqual(["–", "31.2 dB logits", "–"]);
    expect(rows["Latency median (p10–p90)"]).toEqual(["–", "–", "–"]);
  });

  test("an output that is not a number is the worst, and is said to be none", () => {
    expect(tableOf(NO_CLASSIFIER, "outputs")["SQNR to FP32 of the worst output"]).toEqual([
      "–",
      "not a number scores",
      "–",
    ]);
  });

  test("of no item no figure is made up", () => {
    const none = runResult(BASE_RECIPE, {
      fp32: variantResult({ top1: NONE }),
      quantized: variantResult({ top1: NONE }),
      agreement: NONE,
    });
    const rows = tableOf(none, measuredBy(none, "classification"));
    expect(rows["SQNR to FP32 of the worst output"]).toEqual(["–", "–", "–"]);
    expect(JSON.stringify(rows)).not.toMatch(/NaN|undefined/);
    expect(answerOf(none).text()).not.toMatch(/NaN|undefined/);
  });
});

describe("the answer of a run", () => {
  test("is one sentence and four cards with the same numbers", () => {
    const { text, textOf } = answerOf(SCORED);
    expect(text()).toContain(
      "INT8 keeps 89.0 of 90.0 % (12 pictures lost, 2 gained: more than chance, p = 0.007), 4.0 times smaller, 2.0 times faster here.",
    );
    expect(textOf("region", "Top-1 accuracy")).toContain("−1.0 points on 1,000 pictures");
    expect(textOf("region", "Agreement with FP32")).toContain("98.0 %20 of 1,000 predictions differ");
    expect(textOf("region", "Model size")).toContain("400.0 kBINT8100.0 kB×0.250 the size");
    expect(textOf("region", "Latency, one picture")).toContain("4.00 msINT82.00 ms×0.500 the time");
  });

  test("without labels it is the agreement", () => {
    const { text, textOf } = answerOf(UNLABELLED);
    expect(text()).toContain(
      "INT8 predicts as FP32 on 97.5 % of 400 unlabelled pictures, logits at 31.2 dB SQNR, the same size.",
    );
    expect(textOf("region", "Logits, SQNR to FP32")).toContain("31.2 dBKL divergence 0.020 nats");
  });

  test("says that outputs are not numbers, and shows no figure of them", () => {
    const { text, textOf } = answerOf(NO_CLASSIFIER, "other");
    expect(text()).toContain("gives NaN or infinity for 24 of 24 items where FP32 gives numbers");
    expect(textOf("region", "Output, SQNR to FP32")).toContain(
      "not a number“scores”, the worst of 2 outputs",
    );
    expect(text()).not.toMatch(/NaN[^ ]|undefined/);
  });

  test("times of two places are not made a factor", () => {
    const elsewhere = { backend: "webgpu", threads: 1 } as const;
    const { textOf } = answerOf({ ...SCORED, environment: { ...SCORED.environment, fp32: elsewhere } });
    expect(textOf("region", "Latency, one picture")).toContain("not compared: timed in different places");
  });

  test("before any run it says what to do", () => {
    const { text } = draw(<Answer />, labWith({ recipe: BASE_RECIPE, loading: null }));
    expect(text()).toContain("Drop an .onnx model and its images anywhere on the page");
  });
});
