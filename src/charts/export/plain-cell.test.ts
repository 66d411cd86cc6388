import { expect, it } from "vitest";
import { plainCell } from "./plain-cell.ts";

it.each([
  ["1,234,567", "1234567"],
  ["\u22121,234.5", "-1234.5"],
  ["\u22123.1\u00a0dB", "-3.1 dB"],
  ["Glasses, dark", "Glasses, dark"],
  [0.1, 0.1],
  [null, ""],
])("%s", (cell, plain) => {
  expect(plainCell(cell)).toBe(plain);
});
