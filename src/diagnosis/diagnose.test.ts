import { describe, expect, it } from "vitest";
import { ALL_FINITE } from "#numerics/errors/output-errors.ts";
import { diagnose, SYMPTOMS } from "./diagnose.ts";
import { clipping } from "./findings/clipping.ts";
import { fp32NearChance } from "./findings/fp32-near-chance.ts";
import { caseOf, recipe, runOf } from "./fixtures/case.ts";
import { measuredLoss } from "./measured-loss.ts";
import { withEdit } from "./recipe-edit.ts";

const output = {
  ...{ name: "y", shape: [1], mse: 0, sqnrDb: Infinity, maxAbsError: 0, cosine: 1, klDivergence: null },
  ...{ items: 24, notFinite: ALL_FINITE },
};

describe("a measured loss", () => {
  it("is a loss that chance does not explain", () => {
    expect(measuredLoss(runOf(4)).isLoss).toBe(false);
    // 2^−5 is the first below 0.05.
    expect(measuredLoss(runOf(5)).isLoss).toBe(true);
  });

  it("is told by agreement without labels, and by the worst output without classes", () => {
    const nothing = { correct: 0, total: 0 };
    const unlabelled = { ...runOf(0).fp32, top1: nothing };
    const agreeing = (correct: number) =>
      measuredLoss(runOf(0, { fp32: unlabelled, agreement: { correct, total: 1000 } }));
    expect(agreeing(950).isLoss).toBe(false);
    expect(agreeing(900).isLoss).toBe(true);
    const outputs = (sqnrDb: number) =>
      measuredLoss(runOf(0, { fp32: unlabelled, agreement: nothing, outputs: [{ ...output, sqnrDb }] }));
    expect(outputs(21).isLoss).toBe(false);
    expect(outputs(19).isLoss).toBe(true);
    expect(outputs(Infinity)).toMatchObject({ isLoss: false, isKnown: true });
    expect(outputs(-Infinity)).toMatchObject({ isLoss: true, isKnown: true });
  });

  it("is an output that is not a number where FP32's is one, and unknown where FP32's is none", () => {
    const none = { correct: 0, total: 0 };
    const loss = (change: Partial<typeof output>) =>
      measuredLoss(
        runOf(0, {
          ...{ fp32: { ...runOf(0).fp32, top1: none }, agreement: none },
          outputs: [
            { ...output, sqnrDb: 60 },
            { ...output, name: "z", ...change },
          ],
        }),
      );
    expect(loss({ sqnrDb: 40, notFinite: { fp32Only: 0, quantizedOnly: 5, both: 1 } })).toEqual({
      ...{ isLoss: true, isKnown: true },
      sentence:
        "The quantized model gives NaN or infinity in “z” for 5 of 24 items where FP32 gives numbers.",
    });
    expect(loss({ sqnrDb: Number.NaN, notFinite: { fp32Only: 20, quantizedOnly: 0, both: 4 } })).toEqual({
      ...{ isLoss: false, isKnown: false },
      sentence:
        "FP32's output “z” holds NaN or infinity in all of 24 items, so nothing is known of what quantization does to it.",
    });
    expect(loss({ sqnrDb: 40, notFinite: { fp32Only: 3, quantizedOnly: 0, both: 0 } })).toMatchObject({
      ...{ isLoss: false, isKnown: true },
    });
    expect(measuredLoss(runOf(0, { fp32: { ...runOf(0).fp32, top1: none }, agreement: none }))).toMatchObject(
      {
        isKnown: false,
      },
    );
  });
});

describe("FP32 near chance", () => {
  it("is found at chance and not far above it", () => {
    const fp32 = (correct: number) => ({ ...runOf(0).fp32, top1: { correct, total: 100 } });
    expect(fp32NearChance.check(caseOf(runOf(0, { fp32: fp32(52) })))).toMatchObject({
      state: "found",
      action: { place: "preprocessing" },
    });
    expect(fp32NearChance.check(caseOf(runOf(0, { fp32: fp32(90) }))).state).toBe("clear");
  });
});

describe("FP32 that departs from what is known", () => {
  const fp32 = { ...runOf(0).fp32, top1: { correct: 70, total: 100 } };
  const departing = (known: number) =>
    fp32NearChance.check(
      caseOf(
        runOf(0, {
          fp32,
          notices: [
            {
              code: "fp32.departs",
              details: { knownCorrect: known, knownTotal: 200, pValue: 1e-9, cause: "preprocess" },
            },
          ],
        }),
      ),
    );

  it("is found where it is lower, with the cause of the run's own notice", () => {
    const verdict = departing(190);
    expect(verdict).toMatchObject({ state: "found", action: { place: "preprocessing" } });
    expect(verdict.evidence.join(" ").replaceAll("\u00a0", " ")).toContain(
      "FP32 classifies 70 of 100 labelled images correctly (70.0 %)",
    );
    expect(verdict.evidence[1].replaceAll("\u00a0", " ")).toContain("95.0 % of its own images");
  });

  it("is clear where it is higher", () => {
    expect(departing(110).state).toBe("clear");
  });
});

describe("values that are no numbers", () => {
  it("are found without the worker's facts, too", () => {
    const verdict = clipping.check(caseOf(runOf(0, { nonFinite: { "relu/out": 7 } })));
    expect(verdict).toMatchObject({ state: "found", action: { kind: "show", place: "layers" } });
    expect(verdict.evidence[0]).toContain(
      "7 values of FP32's own activations are NaN or infinite, in “relu/out”",
    );
  });
});

describe("diagnose", () => {
  it("puts what was found first and says of every check what it rests on", () => {
    const findings = diagnose(caseOf(runOf(0, { nonFinite: { t: 1 } })));
    expect(findings[0].id).toBe("clipping");
    const order = findings.map(({ state }) => state);
    expect(order).toEqual(
      order.toSorted((a, b) => (a === "found" ? -1 : b === "found" ? 1 : b.localeCompare(a))),
    );
    for (const { evidence } of findings) expect(evidence.length).toBeGreaterThan(0);
  });
});

describe("withEdit", () => {
  it("changes what it names and leaves the rest", () => {
    const before = {
      ...recipe,
      calibration: { ...recipe.calibration, classes: [1] },
      layers: { a: { weights: { bits: 4 as const } } },
    };
    const after = withEdit(before, {
      weights: { granularity: { kind: "channel" } },
      calibration: { count: 32 },
      drop: ["classes"],
      keep: { precision: "fp16", layers: ["a", "b"] },
    });
    expect(after.weights).toEqual({ ...recipe.weights, granularity: { kind: "channel" } });
    expect(after.calibration).toEqual({ ...recipe.calibration, count: 32 });
    expect(after.layers).toEqual({
      a: { weights: { bits: 4 }, precision: "fp16" },
      b: { precision: "fp16" },
    });
    expect(before.calibration.classes).toEqual([1]);
  });

  it("is nothing where the recipe has it", () => {
    expect(withEdit(recipe, { weights: recipe.weights, drop: ["distort"] })).toEqual(recipe);
  });
});

it("has every symptom once", () => {
  const ids = SYMPTOMS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
