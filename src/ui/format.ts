/** The one place that rounds: the same quantity reads the same everywhere on the page. */
const NBSP = "\u00a0";
const MINUS = "\u2212";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const signed = (value: number, text: string): string =>
  value < 0 ? `${MINUS}${text}` : value > 0 ? `+${text}` : text;

function significant(value: number, digits: number): string {
  // Rounded first: 0.00999 has the exponent of 0.0100, as which it is shown.
  const rounded = Number(value.toPrecision(digits));
  if (rounded === 0) return "0";
  return rounded.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded)))));
}

export const formatCount = (count: number): string => count.toLocaleString("en-US");

/** A count with what is counted: "1 picture", "2,048 pictures". */
export const formatCounted = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;

/** A share of one as per cent, one decimal. */
export const formatPercent = (share: number): string => `${(share * 100).toFixed(1)}${NBSP}%`;

/** A share of one that may be tiny, as per cent with two significant digits. */
export const formatShare = (share: number): string =>
  `${share >= 0.1 ? (share * 100).toFixed(1) : formatSmall(share * 100)}${NBSP}%`;

/** A difference of two shares, in percentage points; a second decimal where the first would hide it. */
export const formatPoints = (difference: number): string => {
  const points = Math.abs(difference) * 100;
  const text = points.toFixed(points > 0 && points < 0.095 ? 2 : 1);
  return `${signed(difference, text)}${NBSP}points`;
};

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes}${NBSP}B`;
  if (bytes < 999_950) return `${(bytes / 1e3).toFixed(1)}${NBSP}kB`;
  return `${(bytes / 1e6).toFixed(2)}${NBSP}MB`;
}

export const formatSignedBytes = (bytes: number): string => signed(bytes, formatBytes(Math.abs(bytes)));

/** A short time, three significant digits: in milliseconds, or in microseconds where those would begin with zeros. */
export const formatMs = (ms: number): string => {
  if (ms > 0 && ms < 0.1) return formatMicroseconds(ms);
  return `${ms >= 100 ? Math.round(ms) : significant(ms, 3)}${NBSP}ms`;
};

/** Two times, the lower first, in one unit, which stands behind them. */
export const formatMsRange = (low: number, high: number): string => {
  const [format, unit] = low < 0.1 ? [formatMicroseconds, "µs"] : [formatMs, "ms"];
  return `${format(low).replace(`${NBSP}${unit}`, "")}–${format(high)}`;
};

export const formatSignedMs = (ms: number): string => signed(ms, formatMs(Math.abs(ms)));

/** The time of one layer, given in milliseconds, in microseconds. */
export function formatMicroseconds(ms: number): string {
  return `${ms >= 0.1 ? formatCount(Math.round(ms * 1000)) : significant(ms * 1000, 2)}${NBSP}µs`;
}

/** How long a person waits. */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)}${NBSP}s`;
  if (seconds < 59.5) return `${Math.round(seconds)}${NBSP}s`;
  return `${Math.floor(Math.round(seconds) / 60)}${NBSP}min ${Math.round(seconds) % 60}${NBSP}s`;
}

/** Signal-to-noise ratio; infinite where nothing was lost. */
export const formatDecibels = (db: number): string =>
  Number.isFinite(db) ? `${db.toFixed(1).replace("-", MINUS)}${NBSP}dB` : `∞${NBSP}dB`;

/** A small quantity without a unit, two significant digits, as a power of ten where that is shorter. */
export function formatSmall(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) >= 0.001 && Math.abs(value) < 10_000) return significant(value, 2).replace("-", MINUS);
  const [mantissa, exponent] = value.toExponential(1).split("e");
  return `${mantissa.replace("-", MINUS)}·${formatPowerOfTen(Number(exponent))}`;
}

export const formatPowerOfTen = (exponent: number): string => {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
};

/** How many times as much; "×1.25". */
export const formatFactor = (factor: number): string => `×${significant(factor, 3)}`;

/** A factor in running text: "3.7 times". */
export const formatTimes = (factor: number): string => `${significant(factor, 2)}${NBSP}times`;
