import { expect, test } from "vitest";
import type { AutopilotResult, MeasuredRecipe } from "#protocol/autopilot.ts";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import type { SearchRecord } from "#store/tasks/autopilot-slice.ts";
import { draw, labWith } from "#ui/fixtures/draw.tsx";
import { SearchResults } from "./SearchResults.tsx";

const point = (label: string, count: number, change: Partial<MeasuredRecipe>): MeasuredRecipe => ({
  ...{ label, uniform: true, sizeBytes: 400_000, lost: 0, gained: 0, outputSqnrDb: 20, latencyMs: null },
  recipe: { ...BASE_RECIPE, calibration: { ...BASE_RECIPE.calibration, count } },
  ...{ top1: { correct: 180, total: 200 }, agreement: { correct: 200, total: 200 }, onFront: true },
  ...change,
});
const INT8 = point("INT8", 16, {});
const MIXED = point("3 layers in FP16", 32, {
  ...{ uniform: false, sizeBytes: 300_000, lost: 2, gained: 0, top1: { correct: 178, total: 200 } },
  ...{
    agreement: { correct: 196, total: 200 },
    latencyMs: { median: 2.5, p10: 2, p90: 3, runs: 9, warmup: 1 },
  },
});
const BROKEN = point("2 bits", 64, {
  ...{ sizeBytes: 90_000, outputSqnrDb: Number.NaN, top1: { correct: 0, total: 0 } },
  agreement: { correct: 0, total: 0 },
});
const results = (points: MeasuredRecipe[], chosen: number | null) => {
  const result: AutopilotResult = {
    ...{ budget: { kind: "accuracy", maxDropPoints: 1 }, tried: [], weightless: 0, points, chosen },
    fp32: { top1: { correct: 180, total: 200 }, sizeBytes: 1_000_000, latencyMs: null },
    ...{ bestUniform: null, nearest: chosen ?? 0, pictures: 200, elapsedMs: 1 },
  };
  const record: SearchRecord = { recipe: BASE_RECIPE, budget: result.budget, points, result };
  return draw(<SearchResults record={record} />, labWith({ recipe: BASE_RECIPE }));
};

test("the setting chosen is said in words and numbers, with what it changes", () => {
  const { textOf, facts } = results([INT8, MIXED], 1);
  expect(textOf("region", "Chosen setting")).toContain(
    "3 layers in FP16This setting loses 1.0 points (within chance: 2 pictures lost, none gained, p = 0.25).",
  );
  expect(facts()).toEqual({
    "Top-1": "89.0 % (83.9 % to 92.6 %)",
    Agreement: "98.0 % (95.0 % to 99.2 %)",
    "Output SQNR": "20.0 dB",
    Size: "300.0 kB",
    Latency: "2.50 ms",
  });
  expect(textOf("list", "Differences")).toMatch(/32$/);
});

test("a setting that is not timed says so; one that gives no number has no place in the chart", () => {
  const { facts, text } = results([INT8, BROKEN], 0);
  expect(facts().Latency).toBe("not timed");
  expect(text()).toContain("1 setting with an output that is not a number has no place in the chart.");
});

test("of a model without classes the noise alone is told, also where it is not a number", () => {
  const { facts, textOf } = results([BROKEN], 0);
  expect(facts()).toEqual({ "Output SQNR": "not a number", Size: "90.0 kB", Latency: "not timed" });
  expect(textOf("region", "Chosen setting")).toContain("leaves an output that is not a number for some item");
});
