import { expect, it } from "vitest";
import {
  formatBytes,
  formatDecibels,
  formatDuration,
  formatFactor,
  formatMicroseconds,
  formatMs,
  formatMsRange,
  formatPercent,
  formatPoints,
  formatShare,
  formatSmall,
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
  [formatDecibels(Number.POSITIVE_INFINITY), "∞ dB"],
  [formatSmall(0.00002345), "2.3·10⁻⁵"],
  [formatSmall(0.0234), "0.023"],
  [formatFactor(0.3169), "×0.317"],
])("%s", (actual, expected) => {
  expect(plain(actual)).toBe(expected);
});
