import { expect, test } from "vitest";
import { argmaxRows, NO_CLASS } from "./predictions.ts";

test("the first largest of each row, NaN never; no class where no score is a number", () => {
  const not = Number.NaN;
  const logits = Float32Array.of(1, 3, 3, not, -2, -5, not, not, not, -9, -8, -Infinity);
  expect([...argmaxRows(logits, 4)]).toEqual([1, 1, NO_CLASS, 1]);
});

test.each<[string, number[], number]>([
  ["all alike", [2, 2, 2], 0],
  ["two infinities", [1, Infinity, Infinity], 1],
  ["NaN beside −Infinity", [Number.NaN, -Infinity, Number.NaN], NO_CLASS],
  ["nothing but −Infinity", [-Infinity, -Infinity], NO_CLASS],
  ["one score", [-3], 0],
  ["no score", [], NO_CLASS],
])("%s", (_, logits, expected) => {
  expect([...argmaxRows(Float32Array.from(logits), 1)]).toEqual([expected]);
});

test("writes where it is told", () => {
  const out = new Int32Array(2);
  expect(argmaxRows(Float32Array.of(0, 1, 1, 0), 2, out)).toBe(out);
  expect([...out]).toEqual([1, 0]);
});
