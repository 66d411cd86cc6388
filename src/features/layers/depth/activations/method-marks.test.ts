import { expect, it } from "vitest";
import { methodMarks } from "./method-marks.ts";

const thresholds = (
  ["minmax", "moving-average", "percentile", "batch-percentile", "mse", "entropy"] as const
).map((method, i) => ({ method, min: 0.5, max: 10 - i }));
const marks = (method: (typeof thresholds)[number]["method"], scheme: "symmetric" | "asymmetric") =>
  methodMarks({ thresholds, scheme }, { calibration: { count: 1, seed: 0, method } });

it("marks the four usual methods, and the recipe's own where it is another", () => {
  expect(marks("mse", "asymmetric").map(({ label }) => label)).toEqual([
    "Min–max",
    "Percentile",
    "MSE",
    "Entropy",
  ]);
  const own = marks("batch-percentile", "asymmetric");
  expect(own.map(({ label }) => label)).toContain("Batch pct.");
  expect(own.filter(({ isChosen }) => isChosen).map(({ method }) => method)).toEqual(["batch-percentile"]);
});

it("gives the ranges as the grid takes them: with zero, mirrored where it is symmetric", () => {
  expect(marks("mse", "asymmetric")[0]).toMatchObject({ min: 0, max: 10 });
  expect(marks("mse", "symmetric")[0]).toMatchObject({ min: -10, max: 10 });
});
