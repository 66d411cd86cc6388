import { expect, it } from "vitest";
import { frontSteps, placeIn, spanOf } from "./pareto-layout.ts";

it("leaves room about the values, and is there for one or none", () => {
  expect(spanOf([100, 200])).toEqual([94, 206]);
  expect(spanOf([50])).toEqual([47, 53]);
  expect(spanOf([0])).toEqual([-1, 1]);
  expect(spanOf([])).toEqual([0, 1]);
  expect(placeIn([94, 206], 150)).toBe(0.5);
});

it("goes level from one setting to the next dearer one", () => {
  expect(
    frontSteps([
      { x: 3, y: 9 },
      { x: 1, y: 5 },
    ]),
  ).toEqual([
    { x: 1, y: 5 },
    { x: 3, y: 5 },
    { x: 3, y: 9 },
  ]);
});
