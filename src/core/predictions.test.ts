import { expect, test } from "vitest";
import { argmaxRows } from "./predictions.ts";

test("the first largest of each row, NaN never", () => {
  const not = Number.NaN;
  const logits = Float32Array.of(1, 3, 3, not, -2, -5, not, not, not, -9, -8, -Infinity);
  expect([...argmaxRows(logits, 4)]).toEqual([1, 1, 0, 1]);
});

test("writes where it is told", () => {
  const out = new Int32Array(2);
  expect(argmaxRows(Float32Array.of(0, 1, 1, 0), 2, out)).toBe(out);
  expect([...out]).toEqual([1, 0]);
});
