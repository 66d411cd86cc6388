import { formatSmall } from "#words/format.ts";

/** About `count` round numbers within [low, high]: multiples of 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** A tick without trailing zeros or rounding dust. */
export const tickText = (value: number): string =>
  !Number.isFinite(value) ? formatSmall(value) : String(Number(value.toPrecision(3))).replace("-", "\u2212");
