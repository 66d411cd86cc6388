import { expect, it } from "vitest";
import { phasesOf } from "./phases.ts";
import type { Recipe } from "./recipe.ts";

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
