import { describe, expect, test } from "vitest";
import { StreamingHistogram } from "./histogram.ts";
import { countInto, rebin } from "./histogram-view.ts";

const sum = (counts: Float64Array) => counts.reduce((total, count) => total + count, 0);
const histogramOf = (values: readonly number[]) => {
  const histogram = new StreamingHistogram();
  histogram.add(Float32Array.from(values));
  return histogram;
};

test("values are counted in equal bins, those beyond in the outermost, those not finite nowhere", () => {
  const values = Float32Array.of(-1, 0, 0.49, 0.5, 1, 1.5, 7, Number.NaN, Infinity, -Infinity);
  expect([...countInto(values, 0, 0.5, 3)]).toEqual([3, 1, 3]);
});

describe("a streaming histogram in view", () => {
  test("has the counts of the values themselves where its bins lie within the view's", () => {
    // Bins of the histogram are a power of two wide, and so are those of the view.
    const values = Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 2);
    const direct = countInto(Float32Array.from(values), -2, 0.25, 16);
    const view = rebin(histogramOf(values), -2, 0.25, 16);
    direct.forEach((count, bin) => {
      expect(view[bin]).toBeCloseTo(count, 6);
    });
  });

  test("keeps all values in a view from the smallest to the largest, whatever its bins", () => {
    const values = Array.from({ length: 5000 }, (_, i) => Math.cos(i) ** 3 + 0.1);
    const histogram = histogramOf(values);
    for (const bins of [1, 7, 100, 9999]) {
      const { min, max } = histogram;
      const view = rebin(histogram, min, (max - min) / bins, bins);
      expect(sum(view)).toBeCloseTo(5000, 6);
      expect(Math.min(...view)).toBeGreaterThanOrEqual(0);
    }
  });

  test("keeps the pile of zeros in one bin, and shows the rest as it is", () => {
    const values = [...new Array<number>(1000).fill(0), ...Array.from({ length: 4000 }, (_, i) => i / 1000)];
    // Bins of a tenth of the histogram's, so that the pile could come to be spread over ten.
    const histogram = histogramOf(values);
    const width = histogram.binWidth / 10;
    const view = rebin(histogram, -width / 2, width, 50);
    expect(view[0]).toBeGreaterThan(990);
    expect(Math.max(...view.subarray(1))).toBeLessThan(3);
  });

  test("leaves out what lies beyond it", () => {
    const values = Array.from({ length: 1000 }, (_, i) => i / 1000);
    expect(sum(rebin(histogramOf(values), 0.25, 0.05, 10))).toBeCloseTo(500, 0);
    expect(sum(rebin(histogramOf(values), 2, 1, 4))).toBe(0);
  });

  test("of one value, and of none", () => {
    expect([...rebin(histogramOf([3, 3, 3]), 0, 1, 3)]).toEqual([0, 0, 3]);
    expect([...rebin(histogramOf([3, 3, 3]), 2.5, 0.5, 2)]).toEqual([0, 3]);
    expect([...rebin(new StreamingHistogram(), 0, 1, 2)]).toEqual([0, 0]);
  });
});
