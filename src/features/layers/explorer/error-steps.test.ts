import { describe, expect, it } from "vitest";
import { errorSteps } from "./error-steps.ts";

describe("steps of the error palette", () => {
  it("give a low SQNR the darkest and a high or infinite one the lightest, whatever the other layers have", () => {
    const { step } = errorSteps("decibels", [3]);
    expect([-4, 11.9, 12, 25, 35.9, 36, Number.POSITIVE_INFINITY].map(step)).toEqual([5, 5, 4, 3, 2, 1, 1]);
  });

  it("divide magnitudes at round numbers, decades where they spread far", () => {
    const { edges, step } = errorSteps("magnitudes", [2e-7, 4e-2, 0]);
    expect(edges).toEqual([1e-5, 1e-4, 1e-3, 1e-2]);
    expect([0, 2e-7, 1e-5, 4e-2].map(step)).toEqual([1, 1, 2, 5]);
  });

  it("divide magnitudes finely where they lie close together", () => {
    const { edges, step } = errorSteps("magnitudes", [0.15, 0.9]);
    expect(edges).toEqual([0.2, 0.5]);
    expect([0.15, 0.3, 0.9].map(step)).toEqual([1, 3, 5]);
  });

  it("give what is not a number the darkest, whatever the measure", () => {
    for (const scale of ["decibels", "magnitudes", "shares"] as const) {
      const { edges, step } = errorSteps(scale, [Number.NaN, 0.1, Infinity, 0.3]);
      expect(step(Number.NaN), scale).toBe(5);
      expect(edges.every(Number.isFinite), scale).toBe(true);
    }
    expect(errorSteps("decibels", []).step(-Infinity)).toBe(5);
  });

  it("put equal values on the middle step", () => {
    expect(errorSteps("magnitudes", [0.3, 0.3]).step(0.3)).toBe(3);
    expect(errorSteps("magnitudes", [0, 0]).step(0)).toBe(3);
    expect(errorSteps("shares", []).edges).toEqual([]);
  });

  it("divide shares evenly up to the largest", () => {
    const { edges, step } = errorSteps("shares", [0.02, 0.21]);
    expect(edges.map((edge) => edge.toFixed(2))).toEqual(["0.05", "0.10", "0.15", "0.20"]);
    expect([0.02, 0.21].map(step)).toEqual([1, 5]);
  });
});
