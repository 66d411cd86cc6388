import { expect, test } from "vitest";
import { bimodal, halfNormal, laplace, normal, perChannel, uniform, withOutliers } from "./distributions.ts";

const COUNT = 100_000;

function moments(values: Float32Array) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  const fourth = values.reduce((sum, x) => sum + (x - mean) ** 4, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), kurtosis: fourth / variance ** 2 };
}

test.each([
  // Mean, standard deviation and kurtosis from the textbook's formulas.
  ["normal", normal(COUNT, 1), 0, 1, 3],
  ["uniform", uniform(COUNT, 1), 0, 1 / Math.sqrt(3), 1.8],
  ["Laplace", laplace(COUNT, 1), 0, Math.SQRT2, 6],
  [
    "rectified normal",
    halfNormal(COUNT, 1),
    1 / Math.sqrt(2 * Math.PI),
    Math.sqrt(0.5 - 1 / (2 * Math.PI)),
    null,
  ],
  ["bimodal", bimodal(COUNT, 1), 0, Math.sqrt(1 + 0.0625), null],
])("%s", (_, values, mean, deviation, kurtosis) => {
  const got = moments(values);
  expect(Math.abs(got.mean - mean)).toBeLessThan(0.02);
  expect(Math.abs(got.deviation - deviation)).toBeLessThan(0.02);
  if (kurtosis !== null) expect(Math.abs(got.kurtosis / kurtosis - 1)).toBeLessThan(0.06);
});

test("the same seed gives the same values, another seed others", () => {
  expect(normal(100, 7)).toEqual(normal(100, 7));
  expect(normal(100, 7)).not.toEqual(normal(100, 8));
});

test("outliers are where they are said to be", () => {
  const plain = normal(1000, 3);
  const values = withOutliers(1000, 3, 100, 20);
  expect(values.filter((value, i) => value !== plain[i])).toHaveLength(10);
  expect(values[100]).toBeCloseTo(plain[100] * 20, 4);
});

test("channels widen in equal ratios up to 1", () => {
  const values = perChannel(30_000, 1, 3, 100);
  const deviations = [0, 1, 2].map((i) => moments(values.subarray(i * 10_000, (i + 1) * 10_000)).deviation);
  for (const [i, expected] of [0.01, 0.1, 1].entries()) expect(deviations[i] / expected).toBeCloseTo(1, 1);
});
