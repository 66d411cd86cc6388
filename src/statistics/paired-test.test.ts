import { expect, it } from "vitest";
import { pairedTest } from "./paired-test.ts";

it("does not call three pictures a finding", () => {
  const { difference, pValue, isSignificant, interval } = pairedTest({ lost: 3, gained: 0, total: 512 });
  expect(difference).toBe(-3 / 512);
  expect(pValue).toBeCloseTo(0.125, 12);
  expect(isSignificant).toBe(false);
  expect(interval.high).toBeGreaterThan(0);
});

it("calls the same share of more pictures one", () => {
  const { pValue, isSignificant, interval } = pairedTest({ lost: 12, gained: 0, total: 2048 });
  expect(pValue).toBeCloseTo(2 ** -12, 12);
  expect(isSignificant).toBe(true);
  expect(interval.high).toBeLessThan(0);
});

it("refuses no items, counts that are none, and more discordant items than there are", () => {
  expect(() => pairedTest({ lost: 0, gained: 0, total: 0 })).toThrow(RangeError);
  expect(() => pairedTest({ lost: Number.NaN, gained: 0, total: 4 })).toThrow(RangeError);
  expect(() => pairedTest({ lost: -1, gained: 0, total: 4 })).toThrow(RangeError);
  expect(() => pairedTest({ lost: 3, gained: 2, total: 4 })).toThrow(RangeError);
});
