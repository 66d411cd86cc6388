import type { TensorError } from "#numerics/errors/errors.ts";
import { formatDecibels, formatSmall } from "#words/format.ts";

export type MeasureKey = "sqnrDb" | "mse" | "maxAbsError";

export interface Measure {
  key: MeasureKey;
  /** On the switch. */
  short: string;
  /** As an axis title, with the unit. */
  axis: string;
  meaning: string;
  scale: "linear" | "log";
  format: (value: number) => string;
}

export const MEASURES: readonly Measure[] = [
  {
    key: "sqnrDb",
    short: "SQNR",
    axis: "SQNR (dB)",
    meaning:
      "Signal-to-quantization-noise ratio: higher is better. Every 6 dB less doubles the error; below about 15 dB a layer is badly hurt.",
    scale: "linear",
    format: formatDecibels,
  },
  {
    key: "mse",
    short: "MSE",
    axis: "Mean squared error",
    meaning:
      "Mean squared error, on a logarithmic axis: lower is better. Depends on how large the values are.",
    scale: "log",
    format: formatSmall,
  },
  {
    key: "maxAbsError",
    short: "Largest",
    axis: "Largest error",
    meaning: "The largest single error, on a logarithmic axis: lower is better.",
    scale: "log",
    format: formatSmall,
  },
];

export const measured = (error: TensorError | null, key: MeasureKey): number | null => error?.[key] ?? null;
