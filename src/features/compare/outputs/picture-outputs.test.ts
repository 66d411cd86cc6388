import { expect, it } from "vitest";
import { isPicture } from "./picture-outputs.ts";

it.each([
  [[3, 720, 720], true],
  [[1, 64, 48], true],
  [[64, 48, 3], true],
  [[21, 64, 64], false],
  [[4420, 4], false],
  [[3, 4, 4], false],
  [[1, 1000, 1], false],
])("%j: %s", (shape, expected) => {
  expect(isPicture({ shape })).toBe(expected);
});
