import { describe, expect, test } from "vitest";
import type { Answers, Flip } from "../result.ts";
import { IMAGE_FILTERS, type ImageFilter, imageAnswers, isRight } from "./pair-answers.ts";
import { NO_CLASS } from "./predictions.ts";

const answers: Answers = {
  indices: Uint32Array.of(7, 3, 9, 4, 5, 6),
  labels: Int32Array.of(1, 1, 1, -1, 2, 2),
  fp32: Int32Array.of(1, 1, 1, 0, 0, NO_CLASS),
};
const flip = (index: number, quantized: number): Flip => ({ index, label: 0, fp32: 0, quantized });
const a = [flip(3, 0), flip(9, 2), flip(4, 1), flip(5, 2)];
const b = [flip(9, 0), flip(5, NO_CLASS)];
const images = imageAnswers(answers, a, b);

test("a setting answers as FP32 unless it flips the image, in the order drawn", () => {
  expect(images.map(({ index }) => index)).toEqual([7, 3, 9, 4, 5, 6]);
  expect(images.map((image) => [image.fp32, image.a, image.b])).toEqual([
    [1, 1, 1],
    [1, 0, 1],
    [1, 2, 0],
    [0, 1, 0],
    [0, 2, NO_CLASS],
    [NO_CLASS, NO_CLASS, NO_CLASS],
  ]);
});

test("without a B its answers are null", () => {
  expect(imageAnswers(answers, a, null).every((image) => image.b === null)).toBe(true);
  expect(
    imageAnswers({ indices: new Uint32Array(), labels: new Int32Array(), fp32: new Int32Array() }, [], []),
  ).toEqual([]);
});

test("nothing is right for an image without a label, and no answer is never right", () => {
  expect([
    isRight({ label: -1 }, -1),
    isRight({ label: NO_CLASS }, NO_CLASS),
    isRight({ label: 0 }, null),
  ]).toEqual([false, false, false]);
});

describe("the filters", () => {
  const kept = (id: ImageFilter) =>
    images
      .filter(IMAGE_FILTERS.find((filter) => filter.id === id)?.keeps ?? (() => false))
      .map(({ index }) => index);
  test.each<[ImageFilter, number[]]>([
    ["all", [7, 3, 9, 4, 5, 6]],
    ["a-wrong-b-right", [3]],
    ["a-right-b-wrong", [5]],
    ["lost", [9]],
    ["all-wrong", [6]],
  ])("%s", (id, indices) => {
    expect(kept(id)).toEqual(indices);
  });
});
