import { expect, it } from "vitest";
import { jensenShannonBits } from "./jensen-shannon.ts";

const of = (p: number[], q: number[]) => jensenShannonBits(Float64Array.from(p), Float64Array.from(q));

it("is 0 for equal and 1 for disjoint distributions", () => {
  expect(of([0.25, 0.75], [0.25, 0.75])).toBe(0);
  expect(of([1, 0, 0], [0, 0.5, 0.5])).toBe(1);
});

it("is the mutual information of a value and where it came from", () => {
  // Half of q's mass where p has all of its own: H(M) − (H(P) + H(Q)) / 2 with M = (3/4, 1/4), P certain, Q one bit.
  const entropyOfMiddle = -(0.75 * Math.log2(0.75) + 0.25 * Math.log2(0.25));
  expect(of([1, 0], [0.5, 0.5])).toBeCloseTo(entropyOfMiddle - 0.5, 12);
  expect(of([0.5, 0.5], [1, 0])).toBeCloseTo(entropyOfMiddle - 0.5, 12);
});
