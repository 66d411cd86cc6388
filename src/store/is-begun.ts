import type { LabState } from "./lab-state.ts";
import { busyWith } from "./tasks/tasks-slice.ts";

/**
 * Whether the reader has begun something that a reload would take away: a task of the worker, a change of the recipe,
 * another model or other images, a choice half made, a question or scenario of the guide, the mini experiment, or a
 * look at another tab.
 *
 * @param initial the state that the page began with
 */
export function isBegun(state: LabState, initial: LabState): boolean {
  const { past, tasks, offer, picker, asking, scenarioStage, scenario, loading, recipe } = state;
  const [first] = state.models;
  const images = state.datasets.find(({ id }) => id === first?.dataset);
  const sources = recipe ? [recipe.model, recipe.data] : [];
  const isOther = sources.some(
    (source, i) => source.kind !== "bundled" || source.id !== [first?.id, images?.id][i],
  );
  return (
    busyWith(state) !== null ||
    tasks.run.status !== "idle" ||
    past.length > 0 ||
    isOther ||
    (loading !== null && loading.name !== first?.name && loading.name !== images?.name) ||
    [offer, picker, asking, scenarioStage, scenario].some((each) => each !== null) ||
    state.isGuideStripOpen ||
    state.mini !== initial.mini ||
    state.tab !== initial.tab
  );
}
