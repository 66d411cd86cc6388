/** The one place that rounds: the same quantity reads the same everywhere on the page. */
const NBSP = "\u00a0";
const MINUS = "\u2212";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Words for NaN and infinities; null for a finite number. */
const notFinite = (value: number): string | null => {
  if (Number.isNaN(value)) return "not a number";
  if (Number.isFinite(value)) return null;
  return value > 0 ? "infinite" : `${MINUS}infinite`;
};

const withMinus = (text: string): string => text.replace("-", MINUS);

/** The text of a magnitude with its sign, unless it reads as zero. */
const signed = (value: number, text: string): string => {
  if (Number.isNaN(value) || Number.parseFloat(text) === 0) return text;
  return value < 0 ? `${MINUS}${text}` : value > 0 ? `+${text}` : text;
};

/** Beyond these a number is a power of ten, as its digits would be mostly zeros. */
const [TINY, HUGE] = [1e-9, 1e15];

const asPower = (value: number): string => {
  const [mantissa, exponent] = value.toExponential(1).split("e");
  return `${withMinus(mantissa)}·${formatPowerOfTen(Number(exponent))}`;
};

function significant(value: number, digits: number): string {
  // Rounded first: 0.00999 has the exponent of 0.0100, as which it is shown.
  const rounded = Number(value.toPrecision(digits));
  if (rounded === 0) return "0";
  const size = Math.abs(rounded);
  if (size < TINY || size >= HUGE) return asPower(value);
  return withMinus(rounded.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size)))));
}

/** With a fixed number of decimals, and no sign where it reads as zero. */
export function formatFixed(value: number, decimals: number): string {
  const words = notFinite(value);
  if (words !== null) return words;
  if (Math.abs(value) >= HUGE) return asPower(value);
  const text = value.toFixed(decimals);
  return withMinus(Number(text) === 0 ? text.replace("-", "") : text);
}

export const formatCount = (count: number): string =>
  notFinite(count) ??
  (Math.abs(count) < HUGE ? withMinus((count || 0).toLocaleString("en-US")) : asPower(count));

/** A count and its noun: "1 picture", "2,048 pictures". */
export const formatCounted = (count: number, noun: string): string =>
  Number.isFinite(count)
    ? `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`
    : `an unknown number of ${noun}s`;

/** A share (0..1) as per cent, with one decimal. */
export const formatPercent = (share: number): string =>
  notFinite(share * 100) ?? `${formatFixed(share * 100, 1)}${NBSP}%`;

/** A share (0..1) that may be tiny, as per cent: one decimal from 10 % on, two significant digits below. */
export const formatShare = (share: number): string =>
  notFinite(share * 100) ??
  `${Math.abs(share) >= 0.1 ? formatFixed(share * 100, 1) : formatSmall(share * 100)}${NBSP}%`;

/** A difference of two shares, in percentage points; a second decimal where the first would hide it. */
export const formatPoints = (difference: number): string => {
  const points = Math.abs(difference) * 100;
  const text = formatFixed(points, points > 0 && points < 0.095 ? 2 : 1);
  return notFinite(difference * 100) ?? `${signed(difference, text)}${NBSP}points`;
};

export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return "an unknown size";
  if (Math.abs(bytes) < 1000) return `${formatFixed(bytes, Number.isInteger(bytes) ? 0 : 1)}${NBSP}B`;
  if (Math.abs(bytes) < 999_950) return `${formatFixed(bytes / 1e3, 1)}${NBSP}kB`;
  return `${formatFixed(bytes / 1e6, 2)}${NBSP}MB`;
}

export const formatSignedBytes = (bytes: number): string =>
  Number.isFinite(bytes) ? signed(bytes, formatBytes(Math.abs(bytes))) : formatBytes(bytes);

/** A short time, three significant digits: in milliseconds, or in microseconds where those would begin with zeros. */
export const formatMs = (ms: number): string => {
  if (!Number.isFinite(ms)) return "an unknown time";
  if (ms > 0 && ms < 0.1) return formatMicroseconds(ms);
  return `${ms >= 100 && ms < HUGE ? Math.round(ms) : significant(ms, 3)}${NBSP}ms`;
};

/** Two times, the lower first, in one unit. */
export const formatMsRange = (low: number, high: number): string => {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return `${formatMs(low)} to ${formatMs(high)}`;
  const [format, unit] = low < 0.1 ? [formatMicroseconds, "µs"] : [formatMs, "ms"];
  return `${format(low).replace(`${NBSP}${unit}`, "")}–${format(high)}`;
};

export const formatSignedMs = (ms: number): string =>
  Number.isFinite(ms) ? signed(ms, formatMs(Math.abs(ms))) : formatMs(ms);

/** The time of one layer, given in milliseconds, in microseconds. */
export function formatMicroseconds(ms: number): string {
  if (!Number.isFinite(ms * 1000)) return "an unknown time";
  return `${ms >= 0.1 ? formatCount(Math.round(ms * 1000)) : significant(ms * 1000, 2)}${NBSP}µs`;
}

/** How long a person waits. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return "an unknown time";
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)}${NBSP}s`;
  if (seconds < 59.5) return `${Math.round(seconds)}${NBSP}s`;
  return `${formatFixed(Math.floor(Math.round(seconds) / 60), 0)}${NBSP}min ${Math.round(seconds) % 60}${NBSP}s`;
}

/** Signal-to-noise ratio; in words, too, where there is no noise, no signal or no number. */
export function formatDecibels(db: number): string {
  if (Number.isNaN(db)) return "not a number";
  if (Number.isFinite(db)) return `${formatFixed(db, 1)}${NBSP}dB`;
  return db > 0 ? `∞${NBSP}dB (no${NBSP}error)` : `${MINUS}∞${NBSP}dB (no${NBSP}signal)`;
}

/** The same for a narrow cell: two words for NaN and infinities. */
export function formatDecibelsCell(db: number): string {
  if (Number.isNaN(db)) return `no${NBSP}number`;
  return Number.isFinite(db) ? formatDecibels(db) : `no${NBSP}${db > 0 ? "error" : "signal"}`;
}

/** A small quantity without a unit, two significant digits, as a power of ten where that is shorter. */
export function formatSmall(value: number): string {
  if (value === 0) return "0";
  const words = notFinite(value);
  if (words !== null) return words;
  return Math.abs(value) >= 0.001 && Math.abs(value) < 10_000 ? significant(value, 2) : asPower(value);
}

export const formatPowerOfTen = (exponent: number): string => {
  const words = notFinite(exponent);
  if (words !== null) return `10 to a power that is ${words}`;
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
};

/** How many times as much; "×1.25". */
export const formatFactor = (factor: number): string => notFinite(factor) ?? `×${significant(factor, 3)}`;

/** A factor in running text: "3.7 times". */
export function formatTimes(factor: number): string {
  if (Number.isNaN(factor)) return "an unknown number of times";
  return `${notFinite(factor) === null ? significant(factor, 2) : "infinitely many"}${NBSP}times`;
}

/** Multiply–accumulates, in the unit that papers use. */
export function formatMacs(macs: number): string {
  if (!Number.isFinite(macs)) return "not known";
  return macs >= 1e9 ? `${formatFixed(macs / 1e9, 2)} G` : `${formatFixed(macs / 1e6, 1)} M`;
}
