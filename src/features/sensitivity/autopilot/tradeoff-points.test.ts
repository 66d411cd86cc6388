import { expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import type { MeasuredRecipe } from "#protocol/autopilot.ts";
import { tradeoffPoints } from "./tradeoff-points.ts";

const point = (sizeBytes: number, correct: number, median: number | null): MeasuredRecipe => ({
  ...{ label: "", uniform: true, recipe: {} as Recipe, onFront: false, lost: 0, gained: 0 },
  ...{ top1: { correct, total: 200 }, agreement: { correct: 200, total: 200 }, outputSqnrDb: 20, sizeBytes },
  latencyMs: median === null ? null : { median, p10: median, p90: median, runs: 3, warmup: 1 },
});
const points = [point(300, 190, 4), point(100, 160, 9), point(200, 150, 3), point(400, 190, null)];

it("stands in the order of cost, with what no other beats on the front", () => {
  const bySize = tradeoffPoints(points, "size");
  expect(bySize.map(({ index, x, y, onFront }) => [index, x, y, onFront])).toEqual([
    [1, 100, 80, true],
    [2, 200, 75, false],
    [0, 300, 95, true],
    [3, 400, 95, false],
  ]);
  const [low, high] = bySize[0].interval ?? [];
  expect(low).toBeCloseTo(73.92, 1);
  expect(high).toBeCloseTo(84.96, 1);
});

it("has another front by latency, without what was not timed", () => {
  expect(tradeoffPoints(points, "latency").map(({ index, onFront }) => [index, onFront])).toEqual([
    [2, true],
    [0, true],
    [1, false],
  ]);
});

it("shows predictions shared with FP32 without labels, and noise without classes", () => {
  const none = { correct: 0, total: 0 };
  const unlabelled = { ...points[0], top1: none, agreement: { correct: 150, total: 200 } };
  expect(tradeoffPoints([unlabelled], "size")[0].y).toBe(75);
  const [other] = tradeoffPoints([{ ...unlabelled, agreement: none }], "size");
  expect([other.y, other.interval]).toEqual([20, null]);
});
