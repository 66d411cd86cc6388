import type { MiniRange, ZeroForm } from "#lessons/mini/mini-experiment.ts";
import type { MiniDistribution } from "#lessons/mini/mini-source.ts";
import { calibrationMethod } from "#numerics/calibration/methods/registry.ts";
import { WEIGHT_RANGES } from "#numerics/grid.ts";
import { entryOf } from "#numerics/registry.ts";

export const DISTRIBUTIONS: readonly { value: MiniDistribution; label: string }[] = [
  { value: "normal", label: "Normal" },
  { value: "uniform", label: "Uniform" },
  { value: "laplace", label: "Laplace (long tails)" },
  { value: "half-normal", label: "Half-normal (after ReLU)" },
  { value: "bimodal", label: "Bimodal (two humps)" },
  { value: "shifted", label: "Shifted normal" },
  { value: "outliers", label: "Normal with outliers" },
  { value: "channels", label: "Channels of unequal width" },
];

export const ZERO_FORMS: readonly { value: ZeroForm; label: string; about: string }[] = [
  {
    value: "real-offset",
    label: "Real offset",
    about: "The textbook's formula: code 0 stands for the smallest value itself.",
  },
  {
    value: "textbook",
    label: "Integer zero point",
    about: "The textbook's code: the offset is rounded to a whole number of steps.",
  },
  {
    value: "deployable",
    label: "Deployable",
    about: "ONNX Runtime's: the range is widened to hold zero, so zero is always a code.",
  },
];

export const RANGES: readonly { value: MiniRange["method"]; label: string }[] = [
  { value: "minmax", label: entryOf(WEIGHT_RANGES, "minmax").name },
  { value: "percentile", label: calibrationMethod("percentile").name },
  { value: "mse", label: entryOf(WEIGHT_RANGES, "mse").name },
];

export const DEFAULT_GROUP = 64;
export const DEFAULT_PERCENT = 99.9;
export const MOST_CHANNELS = 64;
