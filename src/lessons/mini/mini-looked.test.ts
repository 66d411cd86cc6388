import { expect, test } from "vitest";
import { normal, uniform } from "#statistics/distributions.ts";
import { miniExperiment } from "./mini-experiment.ts";
import { chosenValues, firstLooked, lookedPart } from "./mini-looked.ts";

const x = normal(4096, 1);

test("a few values are chosen, spread over the range, both ends among them", () => {
  const chosen = chosenValues(x);
  expect(chosen).toHaveLength(9);
  expect([chosen[0], chosen[8]]).toEqual([Math.min(...x), Math.max(...x)]);
  expect(chosen.every((value) => x.includes(value))).toBe(true);
  expect(chosenValues(Float32Array.of(2, 1, 2))).toEqual([1, 2]);
  expect(chosenValues(Float32Array.of(0, 0, 0, 100, ...uniform(20, 1)))).toContain(100);
});

test("one scale's own values are followed on its own grid, the last scale's where there are not so many", () => {
  const result = miniExperiment(x, 4, {
    bits: 4,
    scheme: "symmetric",
    zero: "textbook",
    granularity: { kind: "channel" },
    range: { method: "minmax" },
  });
  for (const [part, from] of [
    [1, 1024],
    [9, 3072],
  ]) {
    const own = x.subarray(from, from + 1024);
    const { ends, grid, chosen } = lookedPart(x, result, part);
    expect(ends).toEqual([Math.min(...own), Math.max(...own)]);
    expect(grid).toBe(result.grids[Math.min(part, 3)]);
    for (const { x: value, code } of chosen) expect(code).toBe(result.codes[from + own.indexOf(value)]);
    expect(chosen.map((each) => each.x)).toContain(firstLooked(chosen));
  }
});
