import { expect, it } from "vitest";
import { fileStem } from "./file-stem.ts";

it.each([
  ["Accuracy per class, FP32 and INT8", "accuracy-per-class-fp32-and-int8"],
  ["…", "chart"],
  [`${"word ".repeat(16)}more`, "word-".repeat(16).slice(0, -1)],
])("%s", (label, stem) => {
  expect(fileStem(label)).toBe(stem);
});
