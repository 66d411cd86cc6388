import { expect, test } from "vitest";
import { klDivergence } from "./kl-divergence.ts";

const rows = (...values: number[]) => Float32Array.from(values);

test("of probabilities, by hand", () => {
  // 0.5·ln(0.5/0.25) + 0.5·ln(0.5/0.75)
  const expected = 0.5 * Math.log(2) + 0.5 * Math.log(2 / 3);
  expect(klDivergence(rows(0.5, 0.5), rows(0.25, 0.75), "probabilities")).toBeCloseTo(expected, 7);
  expect(klDivergence(rows(0.25, 0.75), rows(0.5, 0.5), "probabilities")).toBeCloseTo(
    0.25 * Math.log(0.5) + 0.75 * Math.log(1.5),
    7,
  );
});

test("logits are those of their softmax, whatever is added to a row", () => {
  const logs = rows(Math.log(0.25), Math.log(0.75));
  const expected = 0.5 * Math.log(2) + 0.5 * Math.log(2 / 3);
  expect(klDivergence(rows(3, 3), logs, "logits")).toBeCloseTo(expected, 6);
  const far = logs.map((value) => value + 100);
  expect(klDivergence(rows(1000, 1000), far, "logits")).toBeCloseTo(expected, 4);
});

test("is 0 for the same and large, not infinite, where a probability is lost", () => {
  expect(klDivergence(rows(1, 2, 3), rows(2, 3, 4), "logits")).toBe(0);
  expect(klDivergence(rows(0, 1), rows(0, 1), "probabilities")).toBe(0);
  expect(klDivergence(rows(0, 1), rows(1, 0), "probabilities")).toBeCloseTo(23 * Math.log(2), 3);
  expect(klDivergence(rows(-200, 200), rows(200, -200), "logits")).toBeCloseTo(400, 6);
});

test("a class that a logit of −∞ rules out adds nothing", () => {
  expect(klDivergence(rows(-Infinity, 0), rows(-Infinity, 5), "logits")).toBe(0);
});

test("other lengths are refused", () => {
  expect(() => klDivergence(rows(1), rows(1, 2), "logits")).toThrow(RangeError);
});
