import { describe, expect, it } from "vitest";
import { divisions } from "#statistics/permutation.ts";
import { splitmix32 } from "#statistics/sampling.ts";
import { divisionDistances, overallShift, shiftOf } from "./distribution-shift.ts";

const BINS = 4;
const PICTURES = 24;
const FIRST = 10;

/** Images whose values lie at random in four bins, those of the second part shifted towards the last by `shift`. */
function rows(seed: number, shift: number): Float32Array {
  const random = splitmix32(seed);
  return Float32Array.from({ length: PICTURES }, (_, i) => i).reduce(
    (all, picture) => {
      const weights = Array.from({ length: BINS }, () => 1 + random() / 2 ** 32);
      if (picture >= FIRST) weights[BINS - 1] += shift;
      const sum = weights.reduce((total, weight) => total + weight);
      all.set(
        weights.map((weight) => weight / sum),
        picture * BINS,
      );
      return all;
    },
    new Float32Array(PICTURES * BINS),
  );
}

describe("distribution shift", () => {
  const all = divisions(PICTURES, FIRST);

  it("is the divergence of the two parts' mean distributions", () => {
    const two = Float32Array.from([1, 0, 0, 0, 0, 0, 0.5, 0.5]);
    expect([...divisionDistances(two, BINS, [Uint32Array.of(0)])]).toEqual([1]);
    const same = Float32Array.from([0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0]);
    expect([...divisionDistances(same, BINS, [Uint32Array.of(1)])]).toEqual([0]);
  });

  it("tells a shift of the pictures from chance, over the tensors together", () => {
    const shifted = [1, 2, 3].map((seed) => divisionDistances(rows(seed, 1), BINS, all));
    expect(overallShift(shifted).pValue).toBeLessThan(0.01);
    expect(shiftOf(shifted[0]).distance).toBeGreaterThan(shiftOf(shifted[0]).chanceDistance);
    const alike = [1, 2, 3].map((seed) => divisionDistances(rows(seed, 0), BINS, all));
    expect(overallShift(alike).pValue).toBeGreaterThan(0.05);
  });

  it("says nothing of no tensors", () => {
    expect(overallShift([])).toEqual({ distance: 0, chanceDistance: 0, pValue: 1 });
  });
});
