import { describe, expect, it } from "vitest";
import { pairedDrop } from "./paired-difference.ts";

describe("paired drop", () => {
  it("is the net loss, with the interval worked out by hand", () => {
    // p12 = 10/100, p21 = 2/100; ±1.96·√((0.12 − 0.08²)/100) = ±0.066065
    const { drop, low, high } = pairedDrop(9, 1, 98);
    expect(drop).toBeCloseTo(8 / 98, 12);
    expect(low).toBeCloseTo(0.08 - 0.066065, 5);
    expect(high).toBeCloseTo(0.08 + 0.066065, 5);
  });

  it("changes sign with the sides", () => {
    const [a, b] = [pairedDrop(7, 2, 200), pairedDrop(2, 7, 200)];
    expect(a.drop).toBe(-b.drop);
    expect(a.low).toBeCloseTo(-b.high, 12);
  });

  it("keeps a width where nothing changed, and says nothing about no items", () => {
    const { drop, low, high } = pairedDrop(0, 0, 256);
    expect([drop, low < 0, high > 0]).toEqual([0, true, true]);
    expect(pairedDrop(0, 0, 0)).toEqual({ drop: 0, low: -1, high: 1 });
  });

  it("covers the truth about as often as promised", () => {
    // Exact coverage for n = 30, p12 = 0.15, p21 = 0.05: the sum over all outcomes.
    const [n, p, q] = [30, 0.15, 0.05];
    const logFactorial = [0];
    for (let i = 1; i <= n; i++) logFactorial.push(logFactorial[i - 1] + Math.log(i));
    let covered = 0;
    for (let lost = 0; lost <= n; lost++)
      for (let gained = 0; lost + gained <= n; gained++) {
        const { low, high } = pairedDrop(lost, gained, n);
        if (p - q < low || p - q > high) continue;
        const rest = n - lost - gained;
        covered += Math.exp(
          logFactorial[n] -
            logFactorial[lost] -
            logFactorial[gained] -
            logFactorial[rest] +
            lost * Math.log(p) +
            gained * Math.log(q) +
            rest * Math.log(1 - p - q),
        );
      }
    expect(covered).toBeGreaterThan(0.94);
    expect(covered).toBeLessThan(0.98);
  });
});
