import { expect, test } from "vitest";
import { count, countOf, decibels, fixed, percent, points, pointsRange, pValue } from "./words.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test.each([
  [decibels(12.34), "12.3 dB"],
  [decibels(-0.01), "0.0 dB"],
  [decibels(Infinity), "∞ dB (no error)"],
  [decibels(-Infinity), "−∞ dB (no signal)"],
  [decibels(Number.NaN), "not a number"],
  [percent(0.0004), "0.040 %"],
  [percent(0 / 0), "not a number"],
  [points(-0.01), "−1.0 points"],
  [points(Number.NaN), "not a number"],
  [pointsRange({ low: Number.NaN, high: 0.01 }), "not a number to +1.0"],
  [count(Infinity), "infinite"],
  [countOf(Number.NaN, "item"), "an unknown number of items"],
  [fixed(-1.25, 1), "−1.3"],
  [fixed(-Infinity, 1), "−infinite"],
  [pValue(0.0004), "p < 0.001"],
  [pValue(0.0123), "p = 0.012"],
  [pValue(Number.NaN), "p is not a number"],
])("%s", (actual, expected) => {
  expect(plain(actual)).toBe(expected);
});

const words = (low: number, high: number) => pointsRange({ low, high });

test("an end near 0 shows its side, so that the interval reads as the test decides", () => {
  expect(words(-0.0123, 0.0047)).toBe("−1.2 to +0.5");
  expect(words(0.0004, 0.012)).toBe("+0.04 to +1.2");
  expect(words(-0.012, -0.00002)).toBe("−1.2 to −0.002");
  expect(words(0, 0)).toBe("0.0 to 0.0");
});
