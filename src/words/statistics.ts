import { formatFixed } from "./format.ts";

const NBSP = "\u00a0";
const MINUS = "\u2212";

/** A p-value as it is reported: two digits, or that it is below a thousandth. */
export function formatPValue(p: number): string {
  if (Number.isNaN(p)) return `p${NBSP}is not a number`;
  if (p < 0.001) return `p${NBSP}<${NBSP}0.001`;
  return `p${NBSP}=${NBSP}${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

/** The same for a cell under the heading p; a dash where nothing was tested. */
export function formatPValueCell(p: number | null): string {
  if (p === null || Number.isNaN(p)) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/**
 * An interval of differences of shares, in percentage points; an end that is near 0 and not 0 shows on which side it
 * lies.
 */
export const formatPointsRange = ({ low, high }: { low: number; high: number }): string =>
  `${end(low)} to ${end(high)}`;

function end(difference: number): string {
  const sign = difference < 0 ? MINUS : "+";
  const size = Math.abs(difference * 100);
  if (!Number.isFinite(size)) return formatFixed(difference, 1);
  if (size.toFixed(1) !== "0.0") return `${sign}${size.toFixed(1)}`;
  return difference === 0 ? "0.0" : `${sign}${size.toPrecision(1)}`;
}
