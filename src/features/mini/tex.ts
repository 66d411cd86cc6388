/** A number in TeX with so many significant digits, as a power of ten where that is shorter. */
export function texNumber(value: number, digits = 5): string {
  if (value === 0) return "0";
  if (Number.isNaN(value)) return "\\text{not a number}";
  if (!Number.isFinite(value)) return value > 0 ? "\\infty" : "-\\infty";
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e7)
    return String(Number(value.toPrecision(Math.max(digits, wholeDigits(size)))));
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}\\cdot 10^{${Number(exponent)}}`;
}

/** Integers are never shortened. */
const wholeDigits = (size: number): number => (Number.isInteger(size) ? String(size).length : 1);

/** In brackets where it is negative, so that it can follow an operator. */
export const texOperand = (value: number, digits = 5): string =>
  value < 0 ? `(${texNumber(value, digits)})` : texNumber(value, digits);
