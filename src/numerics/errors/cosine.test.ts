import { expect, test } from "vitest";
import { CosineAccumulator } from "./cosine.ts";

const cosine = (...pieces: [number[], number[]][]) => {
  const accumulator = new CosineAccumulator();
  for (const [x, y] of pieces) accumulator.add(Float32Array.from(x), Float32Array.from(y));
  return accumulator.result();
};

test.each<[string, number[], number[], number]>([
  ["a factor", [1, 2, 3], [2, 4, 6], 1],
  ["the opposite", [1, -2], [-3, 6], -1],
  ["a right angle", [1, 1], [1, -1], 0],
  ["45 degrees", [1, 0], [1, 1], Math.SQRT1_2],
  ["3·4 + 4·3 over 5·5", [3, 4], [4, 3], 24 / 25],
  ["both zero", [0, 0], [0, 0], 1],
  ["one zero", [0, 0], [1, 0], 0],
])("%s", (_, x, y, expected) => {
  expect(cosine([x, y])).toBeCloseTo(expected, 12);
});

test("does not depend on how the signals are cut", () => {
  expect(cosine([[3], [4]], [[4], [3]])).toBeCloseTo(24 / 25, 12);
});

test("large values do not overflow", () => {
  expect(
    cosine([
      [1e30, 1e30],
      [1e30, 1e30],
    ]),
  ).toBeCloseTo(1, 12);
});

test("NaN is told, nothing has no angle, and other lengths are refused", () => {
  expect(cosine()).toBeNaN();
  expect(cosine([[], []])).toBeNaN();
  expect(cosine([[Number.NaN], [1]])).toBeNaN();
  expect(() => cosine([[1], [1, 2]])).toThrow(RangeError);
});
