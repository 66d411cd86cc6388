import { describe, expect, it } from "vitest";
import type { VariantResult } from "../report.ts";
import { type ChecklistItem, checklist } from "./checklist.ts";
import { diagnose } from "./diagnose.ts";
import type { Case, DiagnosedRun } from "./diagnosed-run.ts";
import { caseOf, latency, layer, recipe, runOf } from "./fixtures/case.ts";

const item = (judged: Case, id: ChecklistItem["id"]) =>
  checklist(judged, diagnose(judged)).find((each) => each.id === id);
const perChannel = { ...recipe, weights: { ...recipe.weights, granularity: { kind: "channel" } as const } };

describe("checklist", () => {
  it("ticks the comparison of granularities by the runs themselves", () => {
    expect(item(caseOf(runOf(0)), "granularity")?.state).toBe("open");
    const finer: DiagnosedRun = runOf(2, { recipe: perChannel });
    const compared = item(caseOf(finer, { others: [runOf(20)] }), "granularity");
    expect(compared).toMatchObject({ state: "done" });
    expect(compared?.because.replaceAll("\u00a0", " ")).toBe(
      "Per channel against per tensor: +18.0 points of top-1, 18 pictures gained and 0 lost (p < 0.001).",
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
