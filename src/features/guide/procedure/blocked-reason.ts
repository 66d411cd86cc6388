import type { LabState } from "#store/lab-state.ts";
import { startReason } from "#store/run/start-reason.ts";
import { busyWith, LONG_TASK_NAMES } from "#store/tasks/busy.ts";

/** Why nothing of the guide can be started now; null where it can. */
export function blockedReason(state: LabState): string | null {
  const busy = busyWith(state);
  return busy ? `${LONG_TASK_NAMES[busy]} is under way.` : startReason(state, "run");
}
