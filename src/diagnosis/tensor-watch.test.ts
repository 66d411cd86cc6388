import { expect, it } from "vitest";
import { StreamingHistogram } from "#numerics/calibration/histogram.ts";
import { TensorWatch, WATCH_BINS, WatchedValues } from "./tensor-watch.ts";

const seen = new StreamingHistogram();
// Half of them zero, as behind a ReLU, the others even over 0..1.
const calibrated = Float32Array.from({ length: 6400 }, (_, i) => (i % 2 === 0 ? 0 : i / 6400));
seen.add(calibrated);

it("spreads what calibration saw over equal bins, a spike in one of them", () => {
  const watch = new TensorWatch(seen, { rmin: 0, rmax: 1 }, 2);
  watch.add(calibrated, 0, calibrated.length, 1, new WatchedValues());
  const first = watch.rows.subarray(0, WATCH_BINS);
  const second = watch.rows.subarray(WATCH_BINS);
  expect(first.every((share) => share === 0)).toBe(true);
  expect(second.reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
  expect([second[0], second[WATCH_BINS - 1]]).toEqual([0, 0]);
  const [spike, ...others] = [...second].filter((share) => share > 0).sort((a, b) => b - a);
  expect(spike).toBeCloseTo(0.5, 2);
  for (const share of others.slice(0, -1)) expect(share).toBeCloseTo(1 / 32, 1);
});

it("adds up what the range clips, and leaves out what is not finite", () => {
  const watch = new TensorWatch(seen, { rmin: -0.5, rmax: 1 }, 1);
  const into = new WatchedValues();
  watch.add(Float32Array.from([9, -1, 0.5, 3, Number.NaN, Infinity, 9]), 1, 6, 0, into);
  expect(into).toMatchObject({ count: 3, nonFinite: 2, clipped: 2, largest: 3 });
  expect(into.signal).toBe(1 + 0.25 + 9);
  expect(into.clippingError).toBe(0.25 + 4);
  expect([watch.rows[0], watch.rows[WATCH_BINS - 1]].map((share) => share * 3)).toEqual([
    expect.closeTo(1),
    expect.closeTo(1),
  ]);
});
