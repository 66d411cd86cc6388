import { expect, test } from "vitest";
import { stepText } from "./step-text.ts";

test("values are told apart to a hundredth of a step, without trailing zeros", () => {
  expect(stepText(3.12345, 0.0142)).toBe("3.1235");
  expect(stepText(-2 / 3, 1 / 3)).toBe("−0.667");
  expect(stepText(1000.004, 0.001)).toBe("1000.004");
  expect(stepText(1234.5, 100)).toBe("1235");
  expect(stepText(-1e-9, 0.1)).toBe("0");
  expect([Number.NaN, Infinity, -Infinity].map((value) => stepText(value, 1))).toEqual([
    "not a number",
    "infinite",
    "−infinite",
  ]);
  expect(stepText(2, 0)).toBe("2");
  expect(stepText(2, Number.NaN)).toBe("2");
  expect(stepText(1.23456789e-12, 1e-13)).toBe("1.2346e−12");
});
