import { expect, it } from "vitest";
import { keyTarget } from "./range-keys.ts";

const axis = { min: -1, max: 9, step: 0.01, isSymmetric: false };
const press = (key: string, more = {}) =>
  keyTarget({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more }, 4, axis);

it("goes a hundredth of the axis with an arrow, a tenth with a page key, and to its ends", () => {
  expect(press("ArrowRight")).toBeCloseTo(4.1);
  expect(press("ArrowDown")).toBeCloseTo(3.9);
  expect(press("PageUp")).toBeCloseTo(5);
  expect([press("Home"), press("End")]).toEqual([-1, 9]);
});

it("goes the smallest step with Shift, and leaves other keys and short cuts alone", () => {
  expect(press("ArrowLeft", { shiftKey: true })).toBeCloseTo(3.99);
  expect(press("Tab")).toBeNull();
  expect(press("ArrowLeft", { altKey: true })).toBeNull();
});
