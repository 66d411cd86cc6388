import { describe, expect, test } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { repairOf, type ScenarioRun, symptomOf } from "./scenario.ts";
import { SCENARIOS, scenarioOf } from "./scenarios.ts";

const preprocess = {
  ...({ size: 8, resize: "stretch", layout: "nchw", channels: "rgb", scale: 1 } as const),
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const base = defaultRecipe({ id: "mobilenet", preprocess }, "set");

/** A run that FP32 beats on the first `lost` of 500 pictures. */
const run = (recipe: Recipe, lost: number): ScenarioRun => ({
  recipe,
  flips: Array.from({ length: lost }, (_, index) => ({ index, label: 1, fp32: 1, quantized: 0 })),
  fp32: { top1: { correct: 480, total: 500 } },
  quantized: { top1: { correct: 480 - lost, total: 500 } },
});

test("a symptom is three points at least, and more than chance", () => {
  expect(symptomOf(run(base, 2), run(base, 40))).toMatchObject({ appears: true });
  expect(symptomOf(run(base, 2), run(base, 12))).toMatchObject({ appears: false });
});

describe("a repair", () => {
  const scenario = scenarioOf("per-tensor");
  const broken = run(scenario.broken(base), 200);
  const runs = { healthy: run(scenario.healthy(base), 10), broken };
  const channel = scenario.remedy(broken.recipe);
  const state = (recipe: Recipe, lost: number) => repairOf(scenario, runs, run(recipe, lost)).state;

  test("mends when the accuracy is back and the cause is gone", () => {
    expect(state(channel, 12)).toBe("mended");
    const equalized = { ...broken.recipe, corrections: { equalize: true } };
    expect(state(equalized, 12)).toBe("mended");
    expect(state(equalized, 60)).toBe("better");
  });

  test("does not when the cause is still there, or what was given was given up", () => {
    expect(state({ ...broken.recipe, weights: { ...broken.recipe.weights, range: "mse" } }, 12)).toBe(
      "covered",
    );
    expect(state({ ...channel, weights: { ...channel.weights, bits: 8 } }, 0)).toBe("sidestepped");
    expect(state({ ...channel, layers: { conv: { precision: "fp32" } } }, 0)).toBe("sidestepped");
    expect(state(channel, 196)).toBe("broken");
  });

  test("is not judged on other pictures, and names what was changed", () => {
    expect(state({ ...channel, evaluation: { count: 5, seed: 2 } }, 0)).toBe("not-comparable");
    expect(repairOf(scenario, runs, run(channel, 12)).changes).toEqual([
      {
        path: "weights.granularity",
        label: "Weight granularity",
        before: "per-tensor",
        after: "per-channel",
      },
    ]);
  });
});

test.each(SCENARIOS)("$id breaks one thing, gives hints and says what holds", (scenario) => {
  const [healthy, broken] = [scenario.healthy(base), scenario.broken(base)];
  expect(scenario.keeps(broken)).toBe(true);
  expect(scenario.isCauseGone(broken)).toBe(false);
  expect(scenario.keeps(healthy) && scenario.isCauseGone(healthy)).toBe(true);
  expect(scenario.isCauseGone(scenario.remedy(broken))).toBe(true);
  expect(scenario.hints.length).toBeGreaterThanOrEqual(3);
});
