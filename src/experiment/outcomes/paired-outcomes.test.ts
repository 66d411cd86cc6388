import { expect, it } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import type { Flip } from "../result.ts";
import { pairedOutcome, pairedOutcomesByClass, pairedRuns } from "./paired-outcomes.ts";

const flip = (index: number, label: number, fp32: number, quantized: number): Flip => ({
  index,
  label,
  fp32,
  quantized,
});

it("counts pictures lost and gained, not those that are wrong in both or have no label", () => {
  const flips = [flip(0, 1, 1, 2), flip(1, 1, 1, 0), flip(2, 0, 1, 0), flip(3, 0, 1, 2), flip(4, -1, 1, 0)];
  expect(pairedOutcome(flips, { correct: 0, total: 9 })).toEqual({ lost: 2, gained: 1, total: 9 });
  const perClass = [
    { correct: 1, total: 4 },
    { correct: 3, total: 5 },
  ];
  expect(pairedOutcomesByClass(flips, perClass)).toEqual([
    { lost: 0, gained: 1, total: 4 },
    { lost: 2, gained: 0, total: 5 },
  ]);
});

it("compares two runs as the predictions themselves would", () => {
  const random = splitmix32(7);
  const draw = (count: number) => Array.from({ length: count }, () => random() % 3);
  const total = 200;
  const [labels, fp32, first, second] = [draw(total), draw(total), draw(total), draw(total)];
  const flips = (quantized: number[]) =>
    labels
      .map((label, i) => flip(i, label, fp32[i], quantized[i]))
      .filter((each) => each.fp32 !== each.quantized);
  const right = (predictions: number[], i: number) => predictions[i] === labels[i];
  const count = (a: number[], b: number[]) => labels.filter((_, i) => right(a, i) && !right(b, i)).length;
  expect(pairedRuns(flips(first), flips(second), { correct: 0, total })).toEqual({
    lost: count(first, second),
    gained: count(second, first),
    total,
  });
});
