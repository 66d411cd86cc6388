import { expect, test } from "vitest";
import { clippedShare } from "./clipped-share.ts";
import { StreamingHistogram } from "./histogram.ts";

function histogramOf(values: number[]): StreamingHistogram {
  const histogram = new StreamingHistogram();
  histogram.add(Float32Array.from(values));
  return histogram;
}

test("nothing is clipped by the extremes, everything by a range elsewhere", () => {
  const histogram = histogramOf([-0.3, 0.1, 0.7, 5.123]);
  expect(clippedShare(histogram, histogram.min, histogram.max)).toBe(0);
  expect(clippedShare(histogram, -10, 10)).toBe(0);
  expect(clippedShare(histogram, 6, 7)).toBe(1);
});

test("counts the values beyond either end", () => {
  const values = Array.from({ length: 1000 }, (_, i) => i / 999);
  const histogram = histogramOf(values);
  const outside = values.filter((value) => value < 0.1 || value > 0.75).length;
  expect(clippedShare(histogram, 0.1, 0.75)).toBeCloseTo(outside / 1000, 2);
  expect(clippedShare(histogram, 0.1, 1)).toBeCloseTo(0.1, 2);
});

test("a part of a bin counts by its width", () => {
  // Two bins of width 2: four values in [0, 2), one in [2, 4) that can only be 3, the largest.
  const histogram = new StreamingHistogram({ maxBins: 2 });
  histogram.add(Float32Array.from([0, 0.5, 1, 1.5, 3]));
  expect(histogram.binWidth).toBe(2);
  expect(clippedShare(histogram, 0.5, 3)).toBeCloseTo(1 / 5, 12);
  expect(clippedShare(histogram, 0, 2.5)).toBeCloseTo(0.5 / 5, 12);
});

test("a single value is inside or outside", () => {
  const histogram = histogramOf([2, 2, 2]);
  expect(clippedShare(histogram, 0, 2)).toBe(0);
  expect(clippedShare(histogram, 0, 1.5)).toBe(1);
  expect(clippedShare(histogramOf([]), 0, 1)).toBe(0);
});
