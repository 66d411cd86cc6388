import type { LabState } from "./lab-state.ts";

/** The worker is one: it is at one of these at a time. */
export type LongTask = "run" | "sweep" | "search" | "errors" | "timing";

export const LONG_TASK_NAMES: Record<LongTask, string> = {
  run: "A run",
  sweep: "A sensitivity sweep",
  search: "An autopilot search",
  errors: "A measurement of the error through the network",
  timing: "A timing of freshly opened networks",
};

/** What the worker is at; null while it is free. */
export function busyWith({
  runStatus,
  sweepProgress,
  searchProgress,
  networkErrorsProgress,
  isTimingCold,
}: Pick<
  LabState,
  "runStatus" | "sweepProgress" | "searchProgress" | "networkErrorsProgress" | "isTimingCold"
>): LongTask | null {
  if (runStatus === "running") return "run";
  if (sweepProgress) return "sweep";
  if (searchProgress) return "search";
  if (isTimingCold) return "timing";
  return networkErrorsProgress ? "errors" : null;
}
