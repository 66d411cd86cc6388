import type { TensorError } from "#numerics/errors/errors.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import {
  formatLevels,
  formatRoundTrip,
  NUMBER_FORMATS,
  type NumberFormat,
} from "#numerics/floats/number-formats.ts";

/** The same values in one number format. */
export interface FormatRow extends TensorError {
  format: NumberFormat;
  name: string;
  bits: number;
  scale: number;
  /** Null where there are too many to draw. */
  levels: Float64Array | null;
}

/** Finite values through each format, one scale for all of them. */
export function formatRows(x: Float32Array): FormatRow[] {
  return NUMBER_FORMATS.map(({ id: format, name, bits }) => {
    const { values, scale } = formatRoundTrip(x, format);
    return {
      format,
      name,
      bits,
      scale,
      levels: formatLevels(format, scale),
      ...tensorError(x, values),
    };
  });
}

/** How far the largest value lies out, in root mean squares: what decides between even and floating steps. */
export function crestFactor(x: Float32Array): number {
  let squares = 0;
  let largest = 0;
  for (const value of x) {
    squares += value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  return squares === 0 ? 1 : largest / Math.sqrt(squares / x.length);
}
