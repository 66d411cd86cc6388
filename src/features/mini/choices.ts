import type { MiniRange, ZeroForm } from "#lessons/mini/mini-experiment.ts";
import type { MiniDistribution } from "#lessons/mini/mini-source.ts";
import type { Granularity, Scheme } from "#numerics/grid.ts";

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

export const SCHEMES: readonly { value: Scheme; label: string }[] = [
  { value: "symmetric", label: "Symmetric" },
  { value: "asymmetric", label: "Asymmetric" },
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

export const GRANULARITIES: readonly { value: Granularity["kind"]; label: string }[] = [
  { value: "tensor", label: "Tensor" },
  { value: "channel", label: "Channel" },
  { value: "group", label: "Group" },
];

export const RANGES: readonly { value: MiniRange["method"]; label: string }[] = [
  { value: "minmax", label: "Min–max" },
  { value: "percentile", label: "Percentile" },
  { value: "mse", label: "Least error" },
];

export const DEFAULT_GROUP = 64;
export const DEFAULT_PERCENT = 99.9;
