import fc from "fast-check";
import { expect, test } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import { findExtremes } from "../extremes.ts";
import { StreamingHistogram } from "../histogram.ts";
import { LargestMagnitudes } from "../largest-magnitudes.ts";
import { magnitudeQuantile, percentileRange } from "./percentile-range.ts";

/** `HistogramCollector.collect_absolute_value` and `compute_percentile` of ONNX Runtime 1.30 on all values at once, step by step. */
function reference(values: Float32Array, percentile: number): { rmin: number; rmax: number } {
  const { min, max } = findExtremes(values);
  const sorted = values.map(Math.abs).sort();
  let [low, high] = [sorted[0], sorted[sorted.length - 1]];
  if (low === high) [low, high] = [Math.fround(low - 0.5), Math.fround(high + 0.5)];
  const step = Math.fround(Math.fround(high - low) / 2048);
  const edges = Array.from({ length: 2049 }, (_, i) =>
    i === 2048 ? high : Math.fround(Math.fround(i * step) + low),
  );
  const counts = new Array<number>(2048).fill(0);
  for (let i = 0, bin = 0; i < sorted.length; i++) {
    while (bin < 2047 && sorted[i] >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  let sum = 0;
  const index = counts.findIndex((n) => {
    sum += n / values.length;
    return sum >= percentile / 100;
  });
  return { rmin: Math.max(-edges[index], min), rmax: Math.min(edges[index], max) };
}

function percentileOf(values: Float32Array, percentile: number, capacity = 1280) {
  const largest = new LargestMagnitudes({ capacity });
  const { smallestMagnitude } = findExtremes(values, 0, values.length, largest);
  const histogram = new StreamingHistogram();
  histogram.add(values);
  return percentileRange(histogram, largest, smallestMagnitude, percentile);
}

/** What deployable parameters make of a range. */
const widened = ({ rmin, rmax }: { rmin: number; rmax: number }) => [Math.min(rmin, 0), Math.max(rmax, 0)];

const percentile = fc.constantFrom(99.999, 99.99, 99.9, 99, 90, 50);
const shapes: Record<string, (x: number) => number> = {
  even: (x) => x,
  tailed: (x) => x * x * x * 8,
  relu: (x) => Math.max(x, 0),
  clipped: (x) => Math.min(Math.max(3 * x, 0), 1),
  shifted: (x) => x + 3,
  negative: (x) => x / 4 - 3,
};

test.each(Object.keys(shapes))("is ONNX Runtime's while the ranks are among the values kept: %s", (name) => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 2, max: 700 }), percentile, (seed, length, p) => {
      const random = splitmix32(seed);
      const values = Float32Array.from({ length }, () => shapes[name](random() / 2 ** 31 - 1));
      const expected = widened(reference(values, p));
      fc.pre(expected[0] < expected[1]);
      // Where a share falls on a whole rank, the reference's sum decides by its rounding errors.
      const rank = (p / 100) * length;
      fc.pre(Math.abs(rank - Math.round(rank)) > 1e-6);
      expect(widened(percentileOf(values, p))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("beyond the values kept it is at most one bin off", () => {
  let equal = 0;
  let all = 0;
  for (const name in shapes) {
    for (const p of [99.9, 99, 90]) {
      const random = splitmix32(p);
      const values = Float32Array.from({ length: 30_000 }, () => shapes[name](random() / 2 ** 31 - 1));
      const bin = Math.max(...values.map(Math.abs)) / 2048;
      const found = widened(percentileOf(values, p, 4));
      widened(reference(values, p)).forEach((expected, end) => {
        expect(Math.abs(found[end] - expected)).toBeLessThan(bin * 1.0001);
        if (found[end] === expected) equal++;
        all++;
      });
    }
  }
  expect(equal / all).toBeGreaterThan(0.75);
});

test("where ONNX Runtime's range would vanish the values themselves count", () => {
  const values = new Float32Array(400_000).fill(0.01);
  values[7] = 1000;
  values[8] = 0;
  expect(widened(reference(values, 99.999))).toEqual([0, 0]);
  const { rmin, rmax } = percentileOf(values, 99.999);
  expect([rmin, rmax]).toEqual([0, Math.fround(0.01)]);
});

test.each([0, 1, -1, 5e-44, 3e38])("a constant %d", (value) => {
  const [low, high] = widened(percentileOf(new Float32Array(10).fill(value), 99.999));
  const x = Math.fround(value);
  expect(low).toBe(Math.min(x, 0));
  expect(high).toBeLessThanOrEqual(Math.max(x, 0));
  expect(high).toBeGreaterThanOrEqual(Math.max(x, 0) * 0.999);
});

test("a quantile of magnitudes is linear within its bin, both signs in one", () => {
  const histogram = new StreamingHistogram({ maxBins: 8 });
  histogram.add(Float32Array.of(0, -0.5, 1, -2.5, -3, 3.5));
  expect(histogram.binWidth).toBe(1);
  expect(magnitudeQuantile(histogram, 0.5)).toBe(2);
  expect(magnitudeQuantile(histogram, 0.75)).toBe(2.75);
  expect(magnitudeQuantile(histogram, 1)).toBe(3.5);
});
