import type { Granularity, Scheme, WeightRange } from "#numerics/grid.ts";
import type { Choice } from "./ChoiceOption.tsx";

export const SCHEMES: readonly Choice<Scheme>[] = [
  { value: "symmetric", label: "Symmetric" },
  { value: "asymmetric", label: "Asymmetric" },
];

export const GRANULARITIES: readonly Choice<Granularity["kind"]>[] = [
  { value: "tensor", label: "Per tensor" },
  { value: "channel", label: "Per channel" },
  { value: "group", label: "Per group" },
];

export const WEIGHT_RANGES: readonly Choice<WeightRange>[] = [
  { value: "minmax", label: "Min–max" },
  { value: "mse", label: "Least error" },
];

export const DEFAULT_GROUP_SIZE = 32;

/** A granularity of this kind; a group keeps its size where there was one. */
export const granularityOf = (kind: Granularity["kind"], before: Granularity | undefined): Granularity =>
  kind === "group" ? { kind, size: before?.kind === "group" ? before.size : DEFAULT_GROUP_SIZE } : { kind };
