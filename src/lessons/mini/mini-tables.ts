import { type TensorError, tensorError } from "#numerics/errors/errors.ts";
import {
  formatLevels,
  formatRoundTrip,
  NUMBER_FORMATS,
  type NumberFormat,
} from "#numerics/floats/number-formats.ts";
import {
  type MiniGrid,
  type MiniSettings,
  miniExperiment,
  miniSteps,
  type ZeroForm,
} from "./mini-experiment.ts";
import { gridValues, type MiniSummary, miniSummary } from "./mini-summary.ts";

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

/** The same values with one form of the offset. */
export interface ZeroRow {
  form: ZeroForm;
  grid: MiniGrid;
  /** What the codes stand for. */
  levels: Float64Array;
  /** The code that a real zero gets, and the value it comes back as. */
  zeroCode: number;
  zeroValue: number;
  summary: MiniSummary;
}

const FORMS: readonly ZeroForm[] = ["real-offset", "textbook", "deployable"];

/** All three forms on one scale for all values, asymmetric, with the bits and the range method of the settings. */
export function zeroRows(x: Float32Array, { bits, range }: MiniSettings): ZeroRow[] {
  return FORMS.map((form) => {
    const settings: MiniSettings = {
      bits,
      range,
      scheme: "asymmetric",
      zero: form,
      granularity: { kind: "tensor" },
    };
    const result = miniExperiment(x, 1, settings);
    const [grid] = result.grids;
    const zero = miniSteps(0, grid);
    return {
      form,
      grid,
      levels: gridValues(grid),
      zeroCode: zero.code,
      zeroValue: zero.value,
      summary: miniSummary(x, result),
    };
  });
}

/** How many values are exactly zero. */
export const countZeros = (x: Float32Array): number =>
  x.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
