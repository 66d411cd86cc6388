import { expect, it } from "vitest";
import { classMix } from "./class-mix.ts";

const labels = (counts: number[]) => counts.flatMap((count, label) => new Array<number>(count).fill(label));

it("counts the classes of both sets, without unlabelled pictures", () => {
  const { calibration, evaluation } = classMix([0, -1, 2, 2], [1, 1, -1], 3);
  expect(calibration).toEqual([1, 0, 2]);
  expect(evaluation).toEqual([0, 2, 0]);
});

it("finds equal proportions in sets of different sizes alike, and missing classes not", () => {
  expect(classMix(labels([8, 8, 8, 8]), labels([30, 30, 30, 30]), 4).pValue).toBe(1);
  expect(classMix(labels([16, 16, 0, 0]), labels([30, 30, 30, 30]), 4).pValue).toBeLessThan(0.01);
});

it("agrees with the chi-squared distribution where that holds", () => {
  // Rows 20, 30, 50 and 30, 30, 40: chi-squared 3.111 with 2 degrees of freedom, p = exp(−3.111 / 2) = 0.211.
  const { pValue } = classMix(labels([20, 30, 50]), labels([30, 30, 40]), 3);
  expect(pValue).toBeGreaterThan(0.15);
  expect(pValue).toBeLessThan(0.28);
});
