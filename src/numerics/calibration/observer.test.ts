import { expect, test } from "vitest";
import { ActivationObserver } from "./observer.ts";

test("extremes per picture and over everything", () => {
  const observer = new ActivationObserver();
  observer.observe(new Float32Array([1, 2, -3, 4]), 2);
  observer.observe(new Float32Array([0, 10]), 1);
  expect([observer.min, observer.max, observer.count]).toEqual([-3, 10, 6]);
  expect(observer.itemMinima).toEqual([1, -3, 0]);
  expect(observer.itemMaxima).toEqual([2, 4, 10]);
  expect(observer.movingAverage?.min).toBeCloseTo(0.9 * (0.9 * 1 + 0.1 * -3) + 0.1 * 0, 12);
  expect(observer.movingAverage?.max).toBeCloseTo(0.9 * (0.9 * 2 + 0.1 * 4) + 0.1 * 10, 12);
  expect(observer.histogram?.count).toBe(6);
});

test("how many pictures come at a time does not matter", () => {
  const values = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i * i));
  const one = new ActivationObserver();
  one.observe(values, 6);
  const other = new ActivationObserver();
  other.observe(values.subarray(0, 20), 2);
  other.observe(values.subarray(20), 4);
  expect(other).toEqual(one);
  expect(other.movingAverage).toEqual(one.movingAverage);
  expect(other.itemMaxima).toEqual(one.itemMaxima);
});

test("non-finite values enter no range, and a picture of nothing else leaves no extremes", () => {
  const observer = new ActivationObserver();
  observer.observe(new Float32Array([Number.NaN, Infinity, 5, Number.NaN]), 2);
  expect([observer.min, observer.max, observer.count, observer.nonFinite]).toEqual([5, 5, 1, 3]);
  expect(observer.itemMinima).toEqual([5]);
  observer.observe(new Float32Array([Number.NaN]), 1);
  expect(observer.movingAverage).toEqual({ min: 5, max: 5 });
  expect(observer.histogram?.nonFinite).toBe(4);
});

test("without a histogram the ranges stay", () => {
  const observer = new ActivationObserver({ histogram: false });
  observer.observe(new Float32Array([-1, 1]), 1);
  expect(observer.histogram).toBeNull();
  expect([observer.min, observer.max]).toEqual([-1, 1]);
});

test("a batch that does not divide into its items is refused", () => {
  expect(() => new ActivationObserver().observe(new Float32Array(5), 2)).toThrow(RangeError);
});
