import { expect, it } from "vitest";
import { countAxis } from "./count-axis.ts";

it("counts in whole numbers from zero", () => {
  const axis = countAxis("linear", 3);
  expect(axis.ticks).toEqual([0, 1, 2, 3]);
  expect(axis.height(2)).toBe(2);
});

it("shows one value beside a million on a logarithmic axis, and none as none", () => {
  const axis = countAxis("log", 1e6);
  expect([axis.height(0), axis.height(0.1)]).toEqual([0, 0]);
  expect(axis.height(1)).toBeGreaterThan(0);
  expect(axis.height(1e6)).toBeLessThanOrEqual(axis.domain[1]);
  expect(axis.height(1000) - axis.height(100)).toBeCloseTo(1);
  expect(axis.ticks.map(axis.tickText)).toEqual(["10⁰", "10²", "10⁴", "10⁶"]);
});

it("has an axis where nothing was counted", () => {
  for (const scale of ["linear", "log"] as const) {
    const { domain, ticks } = countAxis(scale, 0);
    expect(domain[1]).toBeGreaterThan(domain[0]);
    expect(ticks.length).toBeGreaterThan(0);
  }
});
