import type { LabState } from "./lab-state.ts";
import type { RunRecord } from "./run-slice.ts";

type Loaded = Pick<LabState, "model" | "data">;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether a run was of the images that are loaded: its indices are theirs. */
export const isOfLoadedData = (run: RunRecord | null, { data }: Pick<Loaded, "data">): boolean =>
  run !== null && data !== null && same(run.result.recipe.data, data.source);

/** Whether a run was of the model and the images that are loaded: only then can more be asked of it. */
export const isOfLoaded = (run: RunRecord | null, loaded: Loaded): boolean =>
  isOfLoadedData(run, loaded) && same(run?.result.recipe.model, loaded.model?.source);
