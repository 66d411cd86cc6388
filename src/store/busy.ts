import type { LabState } from "./lab-state.ts";

/** The worker is one: it is at one of these at a time. */
export type LongTask = "run" | "sweep" | "search";

export const LONG_TASK_NAMES: Record<LongTask, string> = {
  run: "A run",
  sweep: "A sensitivity sweep",
  search: "An autopilot search",
};

/** What the worker is at; null while it is free. */
export function busyWith({
  runStatus,
  sweepProgress,
  searchProgress,
}: Pick<LabState, "runStatus" | "sweepProgress" | "searchProgress">): LongTask | null {
  if (runStatus === "running") return "run";
  if (sweepProgress) return "sweep";
  return searchProgress ? "search" : null;
}
