import type { LabState } from "../lab-state.ts";

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

/**
 * Whether the reader has begun something that a reload would take away: a task of the worker, a change of the recipe,
 * another model or other images, a choice half made, a question or scenario of the guide, the mini experiment, or a
 * look at another tab.
 *
 * @param initial the state that the page began with
 */
export function isBegun(state: LabState, initial: LabState): boolean {
  const { past, runStatus, offer, picker, asking, scenarioStage, scenario, loading, recipe } = state;
  const [first] = state.models;
  const images = state.datasets.find(({ id }) => id === first?.dataset);
  const sources = recipe ? [recipe.model, recipe.data] : [];
  const isOther = sources.some(
    (source, i) => source.kind !== "bundled" || source.id !== [first?.id, images?.id][i],
  );
  return (
    busyWith(state) !== null ||
    runStatus !== "idle" ||
    past.length > 0 ||
    isOther ||
    (loading !== null && loading.name !== first?.name && loading.name !== images?.name) ||
    [offer, picker, asking, scenarioStage, scenario].some((each) => each !== null) ||
    state.isGuideStripOpen ||
    state.mini !== initial.mini ||
    state.tab !== initial.tab
  );
}
