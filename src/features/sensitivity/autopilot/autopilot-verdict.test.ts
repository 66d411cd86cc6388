import { expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import type { AutopilotResult, Budget, MeasuredRecipe } from "#protocol/autopilot.ts";
import { autopilotVerdict } from "./autopilot-verdict.ts";

const point = (label: string, uniform: boolean, sizeBytes: number, lost: number): MeasuredRecipe => ({
  ...{ label, uniform, sizeBytes, lost, gained: 0, recipe: {} as Recipe },
  ...{ top1: { correct: 180 - lost, total: 200 }, agreement: { correct: 200 - lost, total: 200 } },
  ...{ outputSqnrDb: 20, latencyMs: null, onFront: true },
});
const MIXED = point("3 layers in FP16", false, 300_000, 1);
const UNIFORM = point("INT8", true, 400_000, 0);

const verdict = (budget: Budget, found: Partial<AutopilotResult>) =>
  autopilotVerdict({
    budget,
    fp32: { top1: { correct: 180, total: 200 }, sizeBytes: 1_000_000, latencyMs: null },
    ...{
      tried: [],
      weightless: 0,
      points: [MIXED, UNIFORM],
      chosen: 0,
      bestUniform: 1,
      nearest: 0,
      pictures: 200,
      elapsedMs: 1,
    },
    ...found,
  }).replaceAll("\u00a0", " ");
const HALF_POINT: Budget = { kind: "accuracy", maxDropPoints: 0.5 };

it("says what was chosen and by how much it beats the best uniform setting", () => {
  expect(verdict(HALF_POINT, {})).toBe(
    "“3 layers in FP16” meets the budget: it loses 0.5 points (within chance: 1 picture lost, none gained, p = 0.50) at 300.0 kB, 30.0 % of FP32. It is 25.0 % smaller than the best uniform setting, “INT8”.",
  );
});

it("says so where mixing gains nothing, or nothing uniform will do", () => {
  expect(verdict(HALF_POINT, { chosen: 1 })).toMatch(
    /“INT8” meets the budget: it loses nothing \(no picture lost or gained\).*No mixture of precisions did better/,
  );
  expect(verdict(HALF_POINT, { bestUniform: null })).toContain(
    "No setting that treats every layer alike meets the budget.",
  );
});

it("says that a budget cannot be met, and what comes nearest", () => {
  expect(verdict({ kind: "size", maxShare: 0.2 }, { chosen: null, bestUniform: null, nearest: 0 })).toBe(
    "No setting tried meets the budget, at most 20.0 % of FP32's bytes. “3 layers in FP16” comes nearest: it loses 0.5 points (within chance: 1 picture lost, none gained, p = 0.50) at 300.0 kB, 30.0 % of FP32.",
  );
});
