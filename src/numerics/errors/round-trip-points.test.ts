import { describe, expect, test } from "vitest";
import { tensorError } from "./errors.ts";
import { roundTripPoints } from "./round-trip-points.ts";

/** A tensor whose values say where they lie, and an approximation of it. */
const places = (count: number) => Float32Array.from({ length: count }, (_, i) => i);

describe("points of a round trip", () => {
  test("are all where there are no more, in order", () => {
    const x = Float32Array.of(3, 1, 2);
    const { x: fp32, xHat, nonFinite } = roundTripPoints(x, Float32Array.of(3, 1.5, 2), 3);
    expect([[...fp32], [...xHat], nonFinite]).toEqual([[3, 1, 2], [3, 1.5, 2], 0]);
  });

  test("hold the extremes and the largest error, and one of each stretch, each once", () => {
    const x = places(16 * 1024);
    const xHat = x.slice();
    xHat[7777] += 5;
    const { x: picked } = roundTripPoints(x, xHat, 1027);
    expect(new Set(picked).size).toBe(picked.length);
    expect(picked.length).toBeGreaterThan(1023);
    expect(picked.length).toBeLessThanOrEqual(1027);
    for (const place of [0, 16 * 1024 - 1, 7777]) expect(picked).toContain(place);
    // 1024 stretches of 16 values, one value from each.
    const stretches = new Set(picked.map((place) => Math.floor(place / 16)));
    expect(stretches.size).toBe(1024);
    // A row of 16, or a pixel of 16 channels, is not always met at the same place.
    const columns = new Map<number, number>();
    for (const place of picked) columns.set(place % 16, (columns.get(place % 16) ?? 0) + 1);
    expect(columns.size).toBe(16);
    expect(Math.max(...columns.values())).toBeLessThan(80);
  });

  test("have the error of all values", () => {
    const x = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i));
    const xHat = x.map((value, i) => value + Math.cos(i * i) / 100);
    expect(roundTripPoints(x, xHat, 10).error).toEqual(tensorError(x, xHat));
  });

  test("leave out what is not finite in one or the other", () => {
    const x = Float32Array.of(Number.NaN, 1, Infinity, -Infinity, 2, 0);
    const xHat = Float32Array.of(1, Infinity, Infinity, -Infinity, 1, 0);
    for (const points of [6, 3, 2]) {
      const { x: fp32, nonFinite, error } = roundTripPoints(x, xHat, points);
      expect(nonFinite).toBe(4);
      expect([...fp32].toSorted()).toEqual([0, 2]);
      expect(error).toEqual({ mse: 0.5, sqnrDb: 10 * Math.log10(4), maxAbsError: 1 });
    }
    const none = roundTripPoints(x.subarray(0, 2), xHat.subarray(0, 2), 5);
    expect([none.x.length, none.nonFinite]).toEqual([0, 2]);
    expect(none.error).toEqual({ mse: Number.NaN, sqnrDb: Number.NaN, maxAbsError: Number.NaN });
  });

  test("of a constant", () => {
    const x = new Float32Array(100).fill(2);
    const { x: picked, error } = roundTripPoints(x, x, 10);
    expect(new Set(picked)).toEqual(new Set([2]));
    expect(error.sqnrDb).toBe(Infinity);
  });

  test("of tensors of different length are refused", () => {
    expect(() => roundTripPoints(places(3), places(4), 3)).toThrow(RangeError);
  });
});
