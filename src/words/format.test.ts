import { expect, it } from "vitest";
import * as format from "./format.ts";
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatDecibels,
  formatDuration,
  formatFactor,
  formatFixed,
  formatMicroseconds,
  formatMs,
  formatMsRange,
  formatPercent,
  formatPoints,
  formatShare,
  formatSmall,
  formatTimes,
} from "./format.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

it.each([
  [formatPercent(0.9342), "93.4 %"],
  [formatShare(0), "0 %"],
  [formatShare(0.00001234), "0.0012 %"],
  [formatShare(0.0421), "4.2 %"],
  [formatShare(0.4213), "42.1 %"],
  [formatPoints(-0.0031), "−0.3 points"],
  [formatPoints(-0.0004883), "−0.05 points"],
  [formatPoints(0), "0.0 points"],
  [formatBytes(999), "999 B"],
  [formatBytes(852_920), "852.9 kB"],
  [formatBytes(999_990), "1.00 MB"],
  [formatMs(2.706), "2.71 ms"],
  [formatMs(0.0099999), "10 µs"],
  [formatMs(0.0996), "100 µs"],
  [formatMs(0.1), "0.100 ms"],
  [formatMsRange(1.18, 2.5703), "1.18–2.57 ms"],
  [formatMsRange(0.065, 0.11), "65–110 µs"],
  [formatMs(148.3), "148 ms"],
  [formatMicroseconds(0.0214), "21 µs"],
  [formatMicroseconds(1.2345), "1,235 µs"],
  [formatDuration(4230), "4.2 s"],
  [formatDuration(59_700), "1 min 0 s"],
  [formatDecibels(-3.14), "−3.1 dB"],
  [formatDecibels(-0.04), "0.0 dB"],
  [formatDecibels(Number.POSITIVE_INFINITY), "∞ dB (no error)"],
  [formatDecibels(Number.NEGATIVE_INFINITY), "−∞ dB (no signal)"],
  [formatDecibels(Number.NaN), "not a number"],
  [format.formatDecibelsCell(Infinity), "no error"],
  [format.formatDecibelsCell(-Infinity), "no signal"],
  [format.formatDecibelsCell(Number.NaN), "no number"],
  [format.formatDecibelsCell(-3.14), "−3.1 dB"],
  [formatSmall(Number.NaN), "not a number"],
  [formatSmall(Number.POSITIVE_INFINITY), "infinite"],
  [formatSmall(Number.NEGATIVE_INFINITY), "−infinite"],
  [formatSmall(-1.5e-320), "−1.5·10⁻³²⁰"],
  [formatSmall(3.4028234663852886e38), "3.4·10³⁸"],
  [formatCount(-1234), "−1,234"],
  [formatCounted(Number.NaN, "item"), "an unknown number of items"],
  [formatFixed(-0.00001, 3), "0.000"],
  [formatFixed(-0.12345, 3), "−0.123"],
  [formatPercent(-0.0001), "0.0 %"],
  [formatPercent(0 / 0), "not a number"],
  [formatShare(0 / 0), "not a number"],
  [formatPoints(1e-9), "0.00 points"],
  [formatPoints(-1e-9), "0.00 points"],
  [formatBytes(-2_000_000), "−2.00 MB"],
  [formatBytes(Number.NaN), "an unknown size"],
  [formatDuration(Number.POSITIVE_INFINITY), "an unknown time"],
  [formatFactor(1e25), "×1.0·10²⁵"],
  [formatTimes(Number.POSITIVE_INFINITY), "infinitely many times"],
  [formatSmall(0.00002345), "2.3·10⁻⁵"],
  [formatSmall(0.0234), "0.023"],
  [formatFactor(0.3169), "×0.317"],
])("%s", (actual, expected) => {
  expect(plain(actual)).toBe(expected);
});

const HOSTILE = [
  ...[Number.NaN, Infinity, -Infinity, 0, -0, 1, -1],
  ...[
    5e-324, -5e-324, 1e-45, 1.7976931348623157e308, -1.7976931348623157e308, 3.4e38, 1e21, 0.5, 999.95,
    -0.0004,
  ],
];
const FORMATTERS: Record<string, (value: number) => string> = {
  ...{ ...format, formatFixed: (value) => format.formatFixed(value, 2) },
  formatCounted: (value) => format.formatCounted(value, "item"),
  // Exponents are whole, and few.
  formatPowerOfTen: (value) => format.formatPowerOfTen(Math.round(value / 1e306)),
  formatMsRange: (value) => format.formatMsRange(value, value),
};

it.each(Object.keys(FORMATTERS))("%s says every number, in words where it is none", (name) => {
  for (const value of HOSTILE) {
    const text = FORMATTERS[name](value);
    expect(text, `${value}`).toMatch(/\S/);
    expect(text, `${value}`).not.toMatch(/NaN|Infinity|undefined|null|\de[+-]|-/);
    if (!Number.isFinite(value)) expect(text).not.toMatch(/^[\d.,\s%×]*$/);
  }
});
