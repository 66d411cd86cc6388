import type { Notice } from "#experiment/result.ts";
import type { LabState } from "#store/lab-state.ts";
import { isOfLoaded } from "#store/workspace/of-loaded.ts";

/** What was said of the run under way or of the last one, if that was of the model and images that are loaded now. */
export function shownNotices(state: LabState): readonly Notice[] {
  if (state.tasks.run.status !== "done" && state.tasks.run.status !== "idle") return state.live.notices;
  return (isOfLoaded(state.latest, state) && state.latest?.result.notices) || NONE;
}

const NONE: readonly Notice[] = [];
