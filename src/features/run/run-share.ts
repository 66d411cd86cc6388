import type { PhaseProgress } from "#store/run-progress.ts";
import { PHASES } from "./phase-names.ts";

/** How much of a run is done, every phase counted alike: a bar that never goes back. */
export function runShare(phases: PhaseProgress[]): number {
  const current = phases.at(-1);
  if (!current) return 0;
  const within = current.total > 0 ? Math.min(1, current.done / current.total) : 0;
  return (PHASES.indexOf(current.phase) + within) / PHASES.length;
}
