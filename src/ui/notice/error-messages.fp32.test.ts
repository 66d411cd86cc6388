import { describe, expect, test } from "vitest";
import { errorMessage } from "./error-messages.ts";

const say = (code: "fp32.near-chance" | "fp32.departs", details: Parameters<typeof errorMessage>[1]) => {
  const { title, what, remedy } = errorMessage(code, details);
  return [title, what, remedy].map((text) => text.replaceAll("\u00a0", " "));
};

describe("FP32 near chance", () => {
  const seen = { correct: 8, total: 128, seen: 128, planned: 128, classes: 16, pValue: 0.6, beside: "at" };

  test("says how many images, and what the evidence speaks for", () => {
    expect(say("fp32.near-chance", { ...seen, cause: "unknown" }).slice(0, 2)).toEqual([
      "FP32 accuracy is near chance: preprocessing or labels are probably wrong",
      "The unquantized model classifies 8 of 128 labelled images (6.3 %) correctly, as many as guessing among 16 classes would (6.3 %).",
    ]);
    const [title, what, remedy] = say("fp32.near-chance", {
      ...{ ...seen, planned: 2048, cause: "labels-shifted", shift: -1, shiftedCorrect: 120 },
    });
    expect(title).toBe("FP32 accuracy is near chance: the labels are one too high");
    expect(what).toContain("8 of 128 labelled images among the first 128 of 2,048 (6.3 %)");
    expect(what).toContain("With every label one lower it would be 120 of 128.");
    expect(remedy).toContain("take 1 from every label");
  });

  test("does not call images without a label images still to come", () => {
    const [, what] = say("fp32.near-chance", { ...seen, seen: 2048, planned: 2048, cause: "unknown" });
    expect(what).toContain("8 of 128 labelled images (6.3 %)");
  });

  test("blames the images, not the preprocessing, where they have other classes", () => {
    const told = say("fp32.near-chance", {
      ...{ ...seen, classes: 10, beside: "below", cause: "other-model", imageClasses: 16, modelClasses: 10 },
    });
    expect(told[0]).toContain("these images belong to another model");
    expect(told[1]).toContain("fewer than guessing");
    expect(told[1]).toContain("These images have 16 classes, the model tells apart 10.");
    expect(told.join()).not.toContain("reprocessing");
  });

  test("does not send to the preprocessing who brought tensors, which go through none", () => {
    const told = say("fp32.near-chance", { ...seen, cause: "tensors" });
    expect(told[0]).toContain("the tensors' values or the labels are probably wrong");
    expect(told.join()).not.toContain("Preprocessing");
  });

  test("does not blame labels for scores that are not numbers", () => {
    const told = say("fp32.near-chance", { ...seen, cause: "no-prediction", unpredicted: 128 });
    expect(told[0]).toBe("FP32 accuracy is near chance: its scores are not numbers");
    expect(told[1]).toContain("For 128 of them no score is a number");
    expect(told[2]).not.toContain("class numbers");
  });

  test("still reads what an earlier version of the lab kept", () => {
    const [title, what] = say("fp32.near-chance", { correct: 8, total: 128, classes: 16, pValue: 0.6 });
    expect(title).toContain("preprocessing or labels are probably wrong");
    expect(what).not.toMatch(/undefined|NaN/);
  });
});

test("FP32 that departs from what is known says from what, and what to do first", () => {
  const details = {
    correct: 113,
    total: 512,
    seen: 512,
    planned: 512,
    knownCorrect: 1947,
    knownTotal: 2048,
    pValue: 0,
  };
  const [title, what, remedy] = say("fp32.departs", { ...details, cause: "preprocess" });
  expect(title).toBe(
    "FP32 is less accurate than this model is known to be: the preprocessing is not the model's",
  );
  expect(what).toContain("113 of 512 labelled images (22.1 %)");
  expect(what).toContain("95.1 % (1,947 of 2,048)");
  expect(remedy).toContain("Restore the preprocessing");
  expect(say("fp32.departs", { ...details, correct: 512, cause: "images" })[0]).toContain("more accurate");
});
