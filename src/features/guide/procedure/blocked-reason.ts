import type { LabState } from "#store/lab-state.ts";
import { busyWith, startReason } from "#store/tasks/tasks-slice.ts";

/** Why nothing of the guide can be started now; null where it can. */
export function blockedReason(state: LabState): string | null {
  const busy = busyWith(state);
  return busy ? `${busy.name} is under way.` : startReason(state, "run");
}
