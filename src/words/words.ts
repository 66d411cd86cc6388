const NBSP = "\u00a0";
const MINUS = "\u2212";

/** What is no finite number in words; null for any that is one. */
const notFinite = (value: number): string | null => {
  if (Number.isNaN(value)) return "not a number";
  if (Number.isFinite(value)) return null;
  return value > 0 ? "infinite" : `${MINUS}infinite`;
};

/** Numbers in the sentences of a diagnosis, which go into the report as they are; rounded as on the page. */
export const count = (value: number): string => notFinite(value) ?? value.toLocaleString("en-US");

export const countOf = (value: number, noun: string): string =>
  Number.isFinite(value)
    ? `${count(value)} ${noun}${value === 1 ? "" : "s"}`
    : `an unknown number of ${noun}s`;

/** With decimals as asked for. */
export const fixed = (value: number, decimals: number): string =>
  notFinite(value) ?? value.toFixed(decimals).replace("-", MINUS);

/** A share of one, one decimal; two significant digits where that would be nothing. */
export function percent(share: number): string {
  const value = share * 100;
  const text = value !== 0 && Math.abs(value) < 0.1 ? value.toPrecision(2) : value.toFixed(1);
  return notFinite(share) ?? `${text.replace("-", MINUS)}${NBSP}%`;
}

/** A difference of shares in percentage points, with its sign. */
export const points = (difference: number): string =>
  notFinite(difference) ?? `${signedPoints(difference)}${NBSP}points`;

/** An interval of such differences; an end that is near 0 and not 0 shows on which side it lies. */
export const pointsRange = ({ low, high }: { low: number; high: number }): string =>
  `${signedEnd(low)} to ${signedEnd(high)}`;

function signedEnd(difference: number): string {
  const text = signedPoints(difference);
  if (text !== "0.0" || difference === 0) return text;
  return `${difference < 0 ? MINUS : "+"}${Math.abs(difference * 100).toPrecision(1)}`;
}

function signedPoints(difference: number): string {
  const text = Math.abs(difference * 100).toFixed(1);
  return notFinite(difference) ?? (text === "0.0" ? text : `${difference < 0 ? MINUS : "+"}${text}`);
}

/** Signal-to-noise ratio; in words, too, where there is no noise, no signal or no number. */
export function decibels(db: number): string {
  if (Number.isNaN(db)) return "not a number";
  if (Number.isFinite(db)) return `${fixed(db, 1).replace(/^−(0\.0)$/, "$1")}${NBSP}dB`;
  return db > 0 ? `∞${NBSP}dB (no${NBSP}error)` : `${MINUS}∞${NBSP}dB (no${NBSP}signal)`;
}

/** A p-value as it is reported: two digits, or that it is below a thousandth. */
export function pValue(p: number): string {
  if (Number.isNaN(p)) return `p${NBSP}is not a number`;
  if (p < 0.001) return `p${NBSP}<${NBSP}0.001`;
  return `p${NBSP}=${NBSP}${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

/** Names in a sentence: the first few, then how many more. */
export function some(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `“${name}”`);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${count(rest)} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
