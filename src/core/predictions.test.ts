import { expect, test } from "vitest";
import { argmaxRows } from "./predictions.ts";

test("the first largest of each row, NaN never", () => {
  const NaN = Number.NaN;
  const logits = Float32Array.of(1, 3, 3, NaN, -2, -5, NaN, NaN, NaN, -9, -8, -Infinity);
  expect([...argmaxRows(logits, 4)]).toEqual([1, 1, 0, 1]);
});

test("writes where it is told", () => {
  const out = new Int32Array(2);
  expect(argmaxRows(Float32Array.of(0, 1, 1, 0), 2, out)).toBe(out);
  expect([...out]).toEqual([1, 0]);
});
