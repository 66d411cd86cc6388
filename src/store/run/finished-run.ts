import type { LabState } from "../lab-state.ts";
import { sameRecipe } from "../recipe/same-experiment.ts";
import type { RunRecord } from "./run-slice.ts";

/** Runs the recipe as it is now, for the log under `origin`; null where that did not come to its end. */
export async function finishedRun(get: () => LabState, origin: string): Promise<RunRecord | null> {
  const { recipe, latest: before } = get();
  await get().run(origin);
  const { latest, tasks } = get();
  if (!recipe || !latest || tasks.run.status !== "done" || latest === before) return null;
  return sameRecipe(latest.result.recipe, recipe) ? latest : null;
}
