import type { AutopilotProgress } from "#protocol/autopilot.ts";
import { formatCount } from "#words/format.ts";

type Phase = AutopilotProgress["phase"];

const PHASES: readonly Phase[] = ["uniform", "sensitivity", "search", "corrections", "latency"];

const NAMES: Record<Phase, string> = {
  uniform: "Every layer alike",
  sensitivity: "Which layers are sensitive",
  search: "Mixing precisions",
  corrections: "Corrections",
  latency: "Timing the front",
};

/** How far a search is, in words. */
export function searchPhaseText({ phase, done, total }: Omit<AutopilotProgress, "points">): string {
  const place = `step ${PHASES.indexOf(phase) + 1} of ${PHASES.length}`;
  const count = total > 0 ? `, ${formatCount(done)} of ${formatCount(total)}` : "";
  return `${NAMES[phase]} (${place})${count}`;
}
