import { isSame } from "#experiment/canonical-json.ts";
import type { LabState } from "../lab-state.ts";
import type { RunRecord } from "../run/run-slice.ts";

type Loaded = Pick<LabState, "model" | "data">;

/** Whether a run was of the images that are loaded: its indices are theirs. */
export const isOfLoadedData = (run: RunRecord | null, { data }: Pick<Loaded, "data">): boolean =>
  run !== null && data !== null && isSame(run.result.recipe.data, data.source);

/** Whether a run was of the model and the images that are loaded: only then can more be asked of it. */
export const isOfLoaded = (run: RunRecord | null, loaded: Loaded): boolean =>
  isOfLoadedData(run, loaded) && isSame(run?.result.recipe.model, loaded.model?.source);
