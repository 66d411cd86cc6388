import { formatPowerOfTen, formatSmall } from "#words/format.ts";

/** Four digits: enough to hold against the numbers of a script. */
export function precise(value: number): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return formatSmall(value);
  const size = Math.abs(value);
  if (size >= 0.001 && size < 100_000) return String(Number(value.toPrecision(4))).replace("-", "\u2212");
  const [mantissa, exponent] = value.toExponential(3).split("e");
  return `${mantissa.replace("-", "\u2212")}·${formatPowerOfTen(Number(exponent))}`;
}
