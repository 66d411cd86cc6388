import { expect, test } from "vitest";
import { outputPictures } from "./output-pictures.ts";

const tensor = (dims: number[], values: number[]) => ({ dims, data: Float32Array.from(values) });
const at = (rgba: Uint8ClampedArray | undefined, pixel: number) =>
  [...(rgba ?? [])].slice(pixel * 4, pixel * 4 + 4);

test("values from 0 to 1 become levels, one channel becomes grey, and differences are scaled from 0 to the largest", () => {
  const shown = outputPictures(tensor([1, 1, 1, 2], [0, 1]), tensor([1, 1, 1, 2], [0.05, 1.2]));
  expect(shown).toMatchObject({ width: 2, height: 1 });
  expect(at(shown?.fp32, 0)).toEqual([0, 0, 0, 255]);
  expect(at(shown?.fp32, 1)).toEqual([255, 255, 255, 255]);
  // 0.05 · 255 is 12.75; beyond 1 is white.
  expect(at(shown?.quantized, 0)).toEqual([13, 13, 13, 255]);
  expect(at(shown?.quantized, 1)).toEqual([255, 255, 255, 255]);
  expect(shown?.largestDifference).toBeCloseTo(0.2, 6);
  expect(at(shown?.difference, 1)).toEqual([255, 255, 255, 255]);
  expect(at(shown?.difference, 0)[0]).toBe(64);
});

test.each([
  ["nchw", [1, 3, 1, 2], [255, 0, 0, 128, 10, 20]],
  ["nhwc", [1, 2, 1, 3], [255, 0, 10, 0, 128, 20]],
])("levels from 0 to 255 are unchanged, %s", (_, dims, values) => {
  const shown = outputPictures(tensor(dims, values), tensor(dims, values));
  expect(at(shown?.fp32, 0)).toEqual([255, 0, 10, 255]);
  expect(at(shown?.fp32, 1)).toEqual([0, 128, 20, 255]);
  expect(shown?.largestDifference).toBe(0);
  expect(at(shown?.difference, 1)).toEqual([0, 0, 0, 255]);
});

test("other ranges are stretched from the smallest to the largest value", () => {
  const shown = outputPictures(tensor([1, 1, 1, 2], [-500, 1500]), tensor([1, 1, 1, 2], [500, 2000]));
  expect([at(shown?.fp32, 0)[0], at(shown?.fp32, 1)[0]]).toEqual([0, 255]);
  expect([at(shown?.quantized, 0)[0], at(shown?.quantized, 1)[0]]).toEqual([128, 255]);
});

test.each([[[1, 10]], [[1, 2, 4, 4]], [[3, 4, 4]]])("%o is no image", (dims) => {
  const values = new Array(dims.reduce((a, b) => a * b, 1)).fill(0);
  expect(outputPictures(tensor(dims, values), tensor(dims, values))).toBeNull();
});

test("a value that is not a number gets the largest difference, and changes no scale", () => {
  const not = Number.NaN;
  const shown = outputPictures(
    tensor([1, 1, 1, 4], [0, 1, not, Infinity]),
    tensor([1, 1, 1, 4], [0.1, not, not, 1]),
  );
  expect(shown?.largestDifference).toBeCloseTo(0.1, 6);
  expect([0, 1, 2, 3].map((pixel) => at(shown?.difference, pixel)[0])).toEqual([255, 255, 255, 255]);
  expect([0, 1].map((pixel) => at(shown?.fp32, pixel)[0])).toEqual([0, 255]);
  const nothing = outputPictures(tensor([1, 1, 1, 1], [not]), tensor([1, 1, 1, 1], [1]));
  expect(nothing?.largestDifference).toBeNaN();
});
