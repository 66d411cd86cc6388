import type { Phase } from "#experiment/phases.ts";
import type { PhaseProgress } from "#store/run/run-progress.ts";

/** How much of a run is done, every phase counted alike: a bar that never goes back. */
export function runShare(phases: PhaseProgress[], all: Phase[]): number {
  const current = phases.at(-1);
  if (!current) return 0;
  const within = current.total > 0 ? Math.min(1, current.done / current.total) : 0;
  return (Math.max(0, all.indexOf(current.phase)) + within) / all.length;
}
