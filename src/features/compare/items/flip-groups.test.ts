import { expect, test } from "vitest";
import { groupFlips } from "./flip-groups.ts";

const flip = (index: number, label: number, fp32: number, quantized: number) => ({
  index,
  label,
  fp32,
  quantized,
});

test("an image without a label is neither broken nor wrong in both: its answers differ", () => {
  const flips = [
    flip(0, 1, 1, 2),
    flip(1, 1, 2, 1),
    flip(2, 1, 0, 2),
    flip(3, -1, 0, 2),
    // −1 is also a class that the images lack, which the model may answer.
    flip(4, -1, -1, 2),
    flip(5, -1, 2, -1),
  ];
  const indices = Object.entries(groupFlips(flips)).map(([group, some]) => [
    group,
    some.map(({ index }) => index),
  ]);
  expect(Object.fromEntries(indices)).toEqual({
    all: [0, 1, 2, 3, 4, 5],
    broken: [0],
    repaired: [1],
    other: [2],
    unlabelled: [3, 4, 5],
  });
});
