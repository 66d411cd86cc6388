import { describe, expect, test } from "vitest";
import { binomialTail, nearChance } from "./near-chance.ts";

describe("binomialTail", () => {
  test("is the sum over Pascal's triangle", () => {
    const trials = 20;
    let row = [1];
    for (let n = 0; n < trials; n++) row = [1, ...row.slice(1).map((value, i) => value + row[i]), 1];
    for (const p of [0.1, 0.5, 0.83]) {
      for (let successes = 0; successes <= trials + 1; successes++) {
        const sum = row.reduce(
          (total, ways, k) => (k >= successes ? total + ways * p ** k * (1 - p) ** (trials - k) : total),
          0,
        );
        expect(binomialTail(successes, trials, p)).toBeCloseTo(sum, 12);
      }
    }
  });

  test("agrees with exact fractions on large numbers", () => {
    // Σ comb(n, k)·p^k·(1 − p)^(n − k) in Python's fractions and 60-digit decimals.
    expect(binomialTail(30, 2048, 0.01)).toBeCloseTo(0.027848538102004914, 12);
    expect(binomialTail(150, 1000, 0.1) / 4.4894428594500086e-7).toBeCloseTo(1, 9);
    expect(binomialTail(10, 10_000, 0.001)).toBeCloseTo(0.54213287602148, 10);
  });
});

test("guessing is told from knowing", () => {
  expect(nearChance(100, 1000, 10)).toMatchObject({ nearChance: true, chance: 0.1 });
  expect(nearChance(120, 1000, 10).nearChance).toBe(true);
  expect(nearChance(150, 1000, 10).nearChance).toBe(false);
  expect(nearChance(0, 1000, 1000).nearChance).toBe(true);
  expect(nearChance(20, 1000, 1000).nearChance).toBe(false);
  // Worse than guessing is no better: labels in another order give that.
  expect(nearChance(2, 1000, 10).nearChance).toBe(true);
  // Two classes and a mediocre model: 60 of 100 is within reach of a coin, 700 of 1000 is not.
  expect(nearChance(60, 100, 2).nearChance).toBe(true);
  expect(nearChance(700, 1000, 2).nearChance).toBe(false);
});

test("nothing is said of a handful of pictures, nor of one class", () => {
  expect(nearChance(1, 9, 10).nearChance).toBe(false);
  expect(nearChance(50, 50, 1).nearChance).toBe(false);
  expect(nearChance(0, 0, 10).nearChance).toBe(false);
});
