import { expect, test } from "vitest";
import { medianAndPercentiles, quantileOfSorted, wilsonInterval } from "./statistics.ts";

test.each([
  // From R: prop.test(x, n, correct = FALSE), whose quantile is 1.959964.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [29, 29, 0.883, 1],
])("Wilson's interval of %d out of %d", (correct, total, low, high) => {
  const interval = wilsonInterval({ correct, total });
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test("a score out of nothing says nothing", () => {
  expect(wilsonInterval({ correct: 0, total: 0 })).toEqual({ low: 0, high: 1 });
});

test("median and percentiles interpolate, in any order and without touching the input", () => {
  const values = [5, 1, 4, 2, 3, 10];
  expect(medianAndPercentiles(values)).toEqual({ median: 3.5, p10: 1.5, p90: 7.5 });
  expect(values).toEqual([5, 1, 4, 2, 3, 10]);
  expect(medianAndPercentiles(Float64Array.of(10, 9))).toEqual({ median: 9.5, p10: 9.1, p90: 9.9 });
  expect(medianAndPercentiles([7])).toEqual({ median: 7, p10: 7, p90: 7 });
  expect(medianAndPercentiles([]).median).toBeNaN();
});

test("quantiles at the ends", () => {
  expect([quantileOfSorted([1, 2, 4], 0), quantileOfSorted([1, 2, 4], 1)]).toEqual([1, 4]);
});
