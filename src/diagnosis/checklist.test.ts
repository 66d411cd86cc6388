import { describe, expect, it } from "vitest";
import type { RunResult, VariantResult } from "#experiment/result.ts";
import { ALL_FINITE } from "#numerics/errors/output-errors.ts";
import type { Case, LoggedRun } from "./case.ts";
import { type ChecklistItem, checklist } from "./checklist.ts";
import { diagnose } from "./diagnose.ts";
import { caseOf, latency, layer, recipe, runOf } from "./fixtures/case.ts";

const item = (judged: Case, id: ChecklistItem["id"]) =>
  checklist(judged, diagnose(judged)).find((each) => each.id === id);

/** A logged run of the common recipe that lost so many of 100 images. */
const loggedOf = (lost: number): LoggedRun => ({
  recipe,
  fp32: { top1: { correct: 100, total: 100 }, backend: "wasm" },
  quantized: { top1: { correct: 100 - lost, total: 100 } },
  agreement: { correct: 100 - lost, total: 100 },
  outputSqnrDb: 20,
});
const perChannel = { ...recipe, weights: { ...recipe.weights, granularity: { kind: "channel" } as const } };

describe("checklist", () => {
  it("ticks the comparison of granularities by the runs themselves", () => {
    expect(item(caseOf(runOf(0)), "granularity")?.state).toBe("open");
    const finer: RunResult = runOf(2, { recipe: perChannel });
    const compared = item(caseOf(finer, { others: [runOf(20)] }), "granularity");
    expect(compared).toMatchObject({ state: "done" });
    expect(compared?.because.replaceAll("\u00a0", " ")).toBe(
      "Per channel against per tensor: +18.0 points of top-1, 18 pictures gained and 0 lost (p < 0.001).",
    );
  });

  it("compares with any run of the log, by its counts", () => {
    const run = runOf(2, { recipe: perChannel });
    const quantized = { ...run.quantized, top1: { correct: 98, total: 100 } };
    const compared = item(caseOf({ ...run, quantized }, { logged: [loggedOf(20)] }), "granularity");
    expect(compared?.state).toBe("done");
    expect(compared?.because.replaceAll("\u00a0", " ")).toBe(
      "Per channel against per tensor, in a run of the log: top-1 98.0 % against 80.0 % of 100 pictures; which of them differ is not logged, so no paired test.",
    );
  });

  it.each([
    ["another evaluation set", { recipe: { ...recipe, evaluation: { count: 5, seed: 1 } } }],
    ["more options that differ", { recipe: { ...recipe, corrections: { equalize: true } } }],
    ["the same granularity", { recipe: perChannel }],
    ["other FP32 numbers", { fp32: { top1: { correct: 99, total: 100 }, backend: "wasm" as const } }],
    ["FP32 computed elsewhere", { fp32: { top1: { correct: 100, total: 100 }, backend: "webgpu" as const } }],
  ])("takes no evidence from a logged run with %s", (_, change) => {
    const judged = caseOf(runOf(2, { recipe: perChannel }), { logged: [{ ...loggedOf(20), ...change }] });
    expect(item(judged, "granularity")).toMatchObject({
      state: "open",
      because: expect.stringContaining("No evidence"),
    });
  });

  it("compares models that are no classifiers by the noise in their output", () => {
    const none = { correct: 0, total: 0 };
    const unscored = (run: RunResult, sqnrDb: number): RunResult => ({
      ...run,
      fp32: { ...run.fp32, top1: none },
      quantized: { ...run.quantized, top1: none },
      agreement: none,
      outputs: [
        {
          ...{ name: "out", shape: [1], mse: 1, sqnrDb, cosine: 1, maxAbsError: 1, klDivergence: null },
          ...{ items: 9, notFinite: ALL_FINITE },
        },
      ],
    });
    const others = [unscored(runOf(0), 12)];
    const compared = item(caseOf(unscored(runOf(0, { recipe: perChannel }), 30), { others }), "granularity");
    expect(compared?.because.replaceAll("\u00a0", " ")).toBe(
      "Per channel against per tensor: output SQNR 30.0 dB against 12.0 dB.",
    );
  });

  it("does not compare runs that differ in more than that", () => {
    const other = { ...recipe, mode: "dynamic" as const };
    const judged = caseOf(runOf(2, { recipe: perChannel }), { others: [runOf(20, { recipe: other })] });
    expect(item(judged, "granularity")?.state).toBe("open");
  });

  it("calls no layer fallen back that the recipe keeps in floating point", () => {
    const layers = [layer("a"), layer("b", { arithmetic: "float32", precision: "fp32" })];
    expect(item(caseOf(runOf(0, { layers })), "fallback")).toMatchObject({ state: "open" });
    const kept = { ...recipe, layers: { b: { precision: "fp32" as const } } };
    expect(item(caseOf(runOf(0, { layers, recipe: kept })), "fallback")?.state).toBe("done");
  });

  it("knows whether times were taken after a warm-up, or at all", () => {
    expect(item(caseOf(runOf(0)), "warm-up")?.state).toBe("unknown");
    const run = runOf(0);
    const timed = (variant: VariantResult) => ({ ...variant, latencyMs: latency(1) });
    const judged = caseOf({ ...run, fp32: timed(run.fp32), quantized: timed(run.quantized) });
    expect(item(judged, "warm-up")).toMatchObject({
      state: "done",
      because: "50 timed runs after 10 to warm up, one picture at a time.",
    });
  });

  it("says what it does not know", () => {
    expect(item(caseOf(runOf(0)), "calibration")?.state).toBe("unknown");
    expect(item(caseOf(runOf(0)), "concentration")?.state).toBe("unknown");
  });
});
