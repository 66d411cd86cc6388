import { expect, test } from "vitest";
import {
  formatCount,
  formatCounted,
  formatDecibels,
  formatFixed,
  formatPoints,
  formatShare,
} from "./format.ts";
import { formatPointsRange, formatPValue } from "./statistics.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test.each([
  [formatDecibels(12.34), "12.3 dB"],
  [formatDecibels(-0.01), "0.0 dB"],
  [formatDecibels(Infinity), "∞ dB (no error)"],
  [formatDecibels(-Infinity), "−∞ dB (no signal)"],
  [formatDecibels(Number.NaN), "not a number"],
  [formatShare(0.0004), "0.040 %"],
  [formatShare(0 / 0), "not a number"],
  [formatPoints(-0.01), "−1.0 points"],
  [formatPoints(Number.NaN), "not a number"],
  [formatPointsRange({ low: Number.NaN, high: 0.01 }), "not a number to +1.0"],
  [formatCount(Infinity), "infinite"],
  [formatCounted(Number.NaN, "item"), "an unknown number of items"],
  [formatFixed(-1.25, 1), "−1.3"],
  [formatFixed(-Infinity, 1), "−infinite"],
  [formatPValue(0.0004), "p < 0.001"],
  [formatPValue(0.0123), "p = 0.012"],
  [formatPValue(Number.NaN), "p is not a number"],
])("%s", (actual, expected) => {
  expect(plain(actual)).toBe(expected);
});

const words = (low: number, high: number) => formatPointsRange({ low, high });

test("an end near 0 shows its side, so that the interval reads as the test decides", () => {
  expect(words(-0.0123, 0.0047)).toBe("−1.2 to +0.5");
  expect(words(0.0004, 0.012)).toBe("+0.04 to +1.2");
  expect(words(-0.012, -0.00002)).toBe("−1.2 to −0.002");
  expect(words(0, 0)).toBe("0.0 to 0.0");
});
