import { expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { phasesOf } from "./phase-names.ts";

const phases = (recipe: Partial<Recipe>) => phasesOf({ corrections: {}, ...recipe } as Recipe);

it("shows the phases of corrections only where they are on, and calibration only where it is needed", () => {
  expect(phases({ mode: "static" })).toEqual([
    ...["prepare", "baseline", "calibrate", "quantize", "evaluate", "latency", "layers"],
  ]);
  expect(phases({ mode: "weight-only" })).not.toContain("calibrate");
  expect(
    phases({ mode: "dynamic", corrections: { learnedRounding: true, biasCorrection: true } }).slice(2, 6),
  ).toEqual(["calibrate", "round", "quantize", "correct-bias"]);
});
