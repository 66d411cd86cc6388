import type { Granularity } from "#numerics/grid.ts";

export const DEFAULT_GROUP_SIZE = 32;

/** A granularity of this kind; a group keeps its size where there was one. */
export const granularityOf = (kind: Granularity["kind"], before: Granularity | undefined): Granularity =>
  kind === "group" ? { kind, size: before?.kind === "group" ? before.size : DEFAULT_GROUP_SIZE } : { kind };
