import { describe, expect, it } from "vitest";
import { divisions, meanDifferencePValue, permutationPValue } from "./permutation.ts";
import { splitmix32 } from "./sampling.ts";

describe("permutation test", () => {
  it("counts the real division among those that differ as much", () => {
    expect(permutationPValue(Float64Array.of(3, 1, 3, 2))).toBe(0.5);
    expect(permutationPValue(Float64Array.of(9, 1, 3, 2))).toBe(0.25);
    expect(permutationPValue(Float64Array.of(0, 0, 0, 0))).toBe(1);
  });

  it("starts with the real division and keeps its size", () => {
    const [real, ...random] = divisions(10, 4);
    expect([...real]).toEqual([0, 1, 2, 3]);
    for (const part of random) expect(new Set(part).size).toBe(4);
  });

  it("calls a difference of means by its size, and holds its level where there is none", () => {
    const random = splitmix32(3);
    const draw = (count: number, add: number) =>
      Array.from({ length: count }, () => random() / 2 ** 32 + add);
    expect(meanDifferencePValue(Float64Array.from([...draw(20, 0.5), ...draw(20, 0)]), 20)).toBeLessThan(
      0.01,
    );
    let alarms = 0;
    for (let trial = 0; trial < 200; trial++) {
      if (meanDifferencePValue(Float64Array.from(draw(24, 0)), 8) <= 0.05) alarms++;
    }
    // 10 of 200 are expected; Binomial(200, 0.05) exceeds 20 with a probability of 0.001.
    expect(alarms).toBeLessThanOrEqual(20);
    expect(alarms).toBeGreaterThan(0);
  });
});
