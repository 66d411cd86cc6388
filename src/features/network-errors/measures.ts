import type { TensorError } from "#numerics/errors/errors.ts";
import { formatDecibels, formatSmall } from "#words/format.ts";

/** A way to put the error of a layer's output into one number. */
export interface ErrorMeasure {
  key: Exclude<keyof TensorError, "maxAbsError">;
  /** On the switch. */
  short: string;
  /** As an axis title, with the unit. */
  axis: string;
  scale: "linear" | "log";
  format: (value: number) => string;
}

export const ERROR_MEASURES: readonly ErrorMeasure[] = [
  { key: "sqnrDb", short: "SQNR", axis: "SQNR of the output (dB)", scale: "linear", format: formatDecibels },
  { key: "mse", short: "MSE", axis: "MSE of the output", scale: "log", format: formatSmall },
];
