import type { LabState } from "#store/lab-state.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";

/** Whether the reader has begun to do things since `start`, so that a tour would only be in the way. */
export function hasBegun(state: LabState, start: LabState): boolean {
  return (
    (busyWith(state) !== null && busyWith(start) === null) ||
    state.past !== start.past ||
    state.tab !== start.tab ||
    state.picker !== start.picker ||
    state.railOpen !== start.railOpen ||
    state.offer !== start.offer
  );
}
