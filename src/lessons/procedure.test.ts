import { describe, expect, test } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import type { VariantResult } from "#experiment/result.ts";
import { type Evidence, mildRecipe, noEvidence, settledSteps, simpleRecipe } from "./procedure.ts";
import { decide } from "./procedure-decision.ts";
import { changeBetween, lossOf, type ProcedureRun, procedureRun } from "./procedure-run.ts";

const preprocess = {
  size: 8,
  resize: "stretch",
  layout: "nchw",
  channels: "rgb",
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
} as const;
const base = defaultRecipe({ id: "m", preprocess: { ...preprocess, mean: [0, 0, 0], std: [1, 1, 1] } }, "d");
const simple = simpleRecipe(base, 512);

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** A run that gets `lost` pictures wrong that FP32 has right, and `gained` the other way round. */
function run(
  number: number,
  recipe: Recipe,
  lost: number[],
  gained: number[] = [],
  total = 2000,
): ProcedureRun {
  const latencyMs = { median: 1, p10: 1, p90: 1, runs: 10, warmup: 10 };
  const variant = (correct: number): VariantResult => ({
    top1: { correct, total },
    perClass: [],
    sizeBytes: 4,
    weightBytes: 4,
    activationBytes: null,
    latencyMs,
  });
  const flips = [
    ...lost.map((index) => ({ index, label: 1, fp32: 1, quantized: 0 })),
    ...gained.map((index) => ({ index, label: 1, fp32: 0, quantized: 1 })),
  ];
  return procedureRun(number, {
    recipe,
    environment: { fp32: { backend: "wasm", threads: 1 }, quantized: { backend: "wasm", threads: 1 } },
    fp32: variant(1900),
    quantized: variant(1900 - lost.length + gained.length),
    agreement: { correct: total - flips.length, total },
    flips,
  });
}

describe("runs of the procedure", () => {
  test("are tested against FP32 on labelled pictures only", () => {
    expect(lossOf(run(1, simple, range(0, 30), range(30, 34)))).toMatchObject({
      lost: 30,
      gained: 4,
      total: 2000,
    });
    expect(lossOf(run(1, simple, [], [], 0))).toBeNull();
  });

  test("are compared by the pictures that one has right and the other has not", () => {
    // Right in the first only: 10 that the second lost anew, and 1 gained that it does not gain. The other way: 2 and 3.
    const first = run(1, simple, range(0, 12), [100, 101]);
    const second = run(2, mildRecipe(base), [...range(2, 12), ...range(20, 30)], [101, 110, 111, 112]);
    expect(changeBetween(first, second)).toMatchObject({ lost: 11, gained: 5 });
    const elsewhere = { ...base, evaluation: { count: 100, seed: 1 } };
    expect(changeBetween(first, run(3, elsewhere, []))).toBeNull();
  });
});

describe("steps", () => {
  const evidence = (runs: ProcedureRun[], more: Partial<Evidence> = {}): Evidence => ({
    ...noEvidence,
    runs,
    ...more,
  });
  const calibration = { count: 128, available: 512 };

  test("are settled by what was run, one after the other", () => {
    expect(Object.values(settledSteps(noEvidence))).toEqual([false, false, false, false, false]);
    expect(settledSteps(evidence([run(1, mildRecipe(base), [])]))).toMatchObject({
      baseline: true,
      simple: false,
    });
    const fixed = { ...simple, calibration: { ...simple.calibration, method: "mse" as const } };
    const runs = [run(1, simple, range(0, 90)), run(2, fixed, range(0, 10))];
    expect(settledSteps(evidence(runs.slice(0, 1), { calibration }))).toMatchObject({
      simple: true,
      fixes: false,
    });
    expect(settledSteps(evidence(runs, { calibration }))).toMatchObject({ simple: true, fixes: true });
  });

  test("a simple run on few, dark or one-sided pictures does not count", () => {
    for (const change of [
      { count: 8 },
      { classes: [1, 2] },
      { distort: { brightness: 0.25, contrast: 1, blur: 0, noise: 0 } },
    ]) {
      const recipe = { ...simple, calibration: { ...simple.calibration, ...change } };
      expect(settledSteps(evidence([run(1, recipe, [])], { calibration })).simple).toBe(false);
    }
  });

  describe("decision", () => {
    const ranking = [{ layer: "head", difference: -0.02 }];
    const all = (...runs: ProcedureRun[]) => decide(evidence(runs, { calibration, ranking }));
    const channel: Recipe = { ...simple, weights: { ...simple.weights, granularity: { kind: "channel" } } };
    const spared: Recipe = { ...channel, layers: { head: { precision: "fp32" } } };

    test("is not made without evidence", () => {
      expect(decide(noEvidence)).toMatchObject({ kind: "not-yet", best: null });
      const open = decide(evidence([run(1, simple, range(0, 90))], { calibration }));
      expect(open).toMatchObject({ kind: "not-yet", open: ["layers", "fixes"] });
      expect(decide(evidence([run(1, simple, [], [], 0)], { calibration }))).toMatchObject({
        reason: "no-labels",
      });
    });

    test("a simple run that surely keeps its accuracy ships, without ranking or fixes", () => {
      expect(decide(evidence([run(1, simple, [1, 2], [3])], { calibration }))).toMatchObject({
        kind: "ship",
      });
    });

    test("an interval on both sides of a point asks for more pictures", () => {
      // 20 of 2000 is the point itself, up to the width of the interval.
      const decision = all(run(1, simple, range(0, 90)), run(2, channel, range(0, 24), [90]));
      expect(decision).toMatchObject({ kind: "more-pictures" });
      expect(decision.kind === "more-pictures" && decision.needed).toBeGreaterThan(2000);
    });

    test("partial where only sparing layers holds, and an integer run goes before", () => {
      const bad = run(1, simple, range(0, 200));
      expect(all(bad, run(2, spared, [1]))).toMatchObject({ kind: "partial", best: { spared: 1 } });
      expect(all(bad, run(2, spared, [1]), run(3, channel, [1, 2, 3]))).toMatchObject({
        kind: "ship",
        best: { run: { number: 3 } },
      });
    });

    test("training only after the cheap fixes", () => {
      const bad = run(1, simple, range(0, 200));
      expect(all(bad, run(2, channel, range(0, 150)))).toMatchObject({
        kind: "more-fixes",
        untried: ["calibration-method", "corrections", "spare-layers"],
      });
      expect(all(bad, run(2, channel, range(0, 150)), run(3, spared, range(0, 120)))).toMatchObject({
        kind: "training",
        best: { run: { number: 3 } },
      });
    });
  });
});
