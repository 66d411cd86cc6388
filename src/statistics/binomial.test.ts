import { describe, expect, test } from "vitest";
import { binomialProbability, binomialTail } from "./binomial.ts";

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

describe("binomialProbability", () => {
  test("is the row of Pascal's triangle, and sums to 1", () => {
    expect(binomialProbability(7, 20, 0.5)).toBeCloseTo(77520 / 2 ** 20, 15);
    for (const [trials, p] of [
      [1, 0.3],
      [40, 0.001],
      [977, 0.62],
    ]) {
      const sum = Array.from({ length: trials + 1 }, (_, k) => binomialProbability(k, trials, p));
      expect(sum.reduce((total, each) => total + each, 0)).toBeCloseTo(1, 12);
    }
  });

  test("keeps its digits for large counts", () => {
    // comb(n, k)·p^k·(1 − p)^(n − k) in Python's fractions and 60-digit decimals.
    expect(binomialProbability(500_000, 1_000_000, 0.5) / 0.0007978843613317501).toBeCloseTo(1, 10);
    expect(binomialProbability(25, 100_000, 0.0001) / 2.923985004584613e-5).toBeCloseTo(1, 10);
  });

  test("is sure of certain and impossible counts", () => {
    expect([0, 1].map((p) => binomialProbability(5, 5, p))).toEqual([0, 1]);
    expect([0, 1].map((p) => binomialProbability(0, 5, p))).toEqual([1, 0]);
    expect([binomialProbability(0, 0, 0.4), binomialProbability(-1, 5, 0.4)]).toEqual([1, 0]);
    expect(binomialProbability(6, 5, 0.4)).toBe(0);
    expect([0, 1].map((p) => binomialTail(3, 5, p))).toEqual([0, 1]);
  });
});
