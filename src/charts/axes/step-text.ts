import { formatSmall } from "#words/format.ts";

const MOST_DECIMALS = 9;

/** A value to a hundredth of a step, so that two values a part of a step apart read differently. */
export function stepText(value: number, step: number): string {
  if (!Number.isFinite(value)) return formatSmall(value);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)) + 2);
  const rounded = decimals <= MOST_DECIMALS ? Number(value.toFixed(decimals)) : Number(value.toPrecision(5));
  return String(rounded === 0 ? 0 : rounded).replace("-", "\u2212");
}
