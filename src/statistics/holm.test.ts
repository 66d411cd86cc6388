import { expect, it } from "vitest";
import { holmAdjusted } from "./holm.ts";

it("multiplies by the hypotheses that are left, and never falls below a smaller p-value's", () => {
  // R: p.adjust(c(0.02, 0.01, 0.04, 0.03), "holm")
  expect(holmAdjusted([0.02, 0.01, 0.04, 0.03])).toEqual([0.06, 0.04, 0.06, 0.06]);
});

it("stays a probability", () => {
  expect(holmAdjusted([0.9, 0.6, 0.001])).toEqual([1, 1, 0.003]);
  expect(holmAdjusted([])).toEqual([]);
});
