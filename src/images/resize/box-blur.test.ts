import { expect, test } from "vitest";
import { blurInto } from "./box-blur.ts";

/** Red of the blurred image whose red is `rows`; green is 0 and blue 255 everywhere. */
function blurred(rows: number[][], radius: number): number[] {
  const data = new Uint8ClampedArray(rows.flat().flatMap((red, i) => [red, 0, 255, i]));
  const out = new Uint8ClampedArray(data.length);
  blurInto({ data, width: rows[0].length, height: rows.length }, radius, out);
  const picked = (offset: number) =>
    Array.from({ length: rows.flat().length }, (_, i) => out[i * 4 + offset]);
  expect(new Set(picked(1))).toEqual(new Set([0]));
  expect(new Set(picked(2))).toEqual(new Set([255]));
  expect(picked(3)).toEqual(picked(3).map((_, i) => i));
  return picked(0);
}

test("the mean of the square around, and of what there is of it at the border", () => {
  const rows = [
    [0, 0, 0, 0],
    [0, 90, 0, 0],
    [0, 0, 0, 9],
  ];
  expect(blurred(rows, 1)).toEqual([
    ...[22, 15, 15, 0], // 90/4 = 22.5 and halves go to the even level; 90/6
    ...[15, 10, 11, 2], // 90/9, 99/9, 9/6 = 1.5 goes to 2
    ...[22, 15, 16, 2], // 90/4, 90/6, 99/6 = 16.5 goes to 16, 9/4
  ]);
});

test("a fractional radius counts the edge by the fraction", () => {
  // Weights ½, 1, ½ along one row: 100·1/1.5, 100·½/2, 0.
  expect(blurred([[100, 0, 0, 0]], 0.5)).toEqual([67, 25, 0, 0]);
  // Full reach 1 and ½ beyond: 80·1/2.5, 80·1/3.5, 80·½/4, 0.
  expect(blurred([[80, 0, 0, 0, 0]], 1.5)).toEqual([32, 23, 10, 0, 0]);
});

test("a radius beyond the image gives its mean, radius zero the image", () => {
  const rows = [
    [10, 20],
    [30, 60],
  ];
  expect(blurred(rows, 7)).toEqual([30, 30, 30, 30]);
  expect(blurred(rows, 0)).toEqual([10, 20, 30, 60]);
});
