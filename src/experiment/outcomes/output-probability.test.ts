import { expect, test } from "vitest";
import { outputIsProbability } from "./output-probability.ts";

const softmax = (logits: number[]) => {
  const powers = logits.map(Math.exp);
  const total = powers.reduce((sum, power) => sum + power);
  return powers.map((power) => Math.fround(power / total));
};

test("softmax gives probabilities, logits, log-softmax and sigmoid do not", () => {
  const logits = [
    [2, -1, 0.5],
    [0, 9, -9],
  ];
  expect(outputIsProbability(logits.flatMap(softmax), 2)).toBe(true);
  expect(outputIsProbability(logits.flat(), 2)).toBe(false);
  expect(outputIsProbability(logits.flatMap(softmax).map(Math.log), 2)).toBe(false);
  expect(outputIsProbability([0.9, 0.8, 0.1, 0.4, 0.4, 0.3], 2)).toBe(false);
  expect(outputIsProbability([0.2, 0.8, Number.NaN, 0.5], 2)).toBe(false);
});

test("half precision over a thousand classes is still a sum of one", () => {
  const row = Array.from({ length: 1000 }, () => 0.00099945);
  expect(outputIsProbability(row, 1)).toBe(true);
});

test("nothing is told of nothing, or of one value", () => {
  expect(outputIsProbability([], 0)).toBeNull();
  expect(outputIsProbability([1, 1], 2)).toBeNull();
});
