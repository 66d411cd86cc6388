import type { ColdTimes } from "#core/cold-timing.ts";
import type { Recipe } from "#core/recipe.ts";
import { busyWith } from "./busy.ts";
import type { Failure } from "./failure.ts";
import type { LabServices, SliceCreator } from "./lab-state.ts";
import { longCall } from "./long-call.ts";

/** Inferences timed of each network: the first ones are cold, the second half is warm. */
export const COLD_RUNS = 60;

export interface ColdTimingSlice {
  coldTiming: { recipe: Recipe; modelName: string; times: ColdTimes } | null;
  isTimingCold: boolean;
  coldTimingFailure: Failure | null;
  /** Opens both networks of the recipe afresh and times their first inferences. */
  timeCold: () => Promise<void>;
}

export const createColdTimingSlice =
  (services: LabServices): SliceCreator<ColdTimingSlice> =>
  (set, get, api) => ({
    coldTiming: null,
    isTimingCold: false,
    coldTimingFailure: null,

    timeCold: async () => {
      const { recipe, modelName, isTimingCold } = get();
      if (!recipe || isTimingCold || busyWith(get())) return;
      set({ isTimingCold: true, coldTimingFailure: null });
      const checkEnding = get().cancelCheck();
      if (checkEnding) await checkEnding;
      await longCall(services, api, new AbortController(), {
        kind: "latency.first",
        payload: { recipe, runs: COLD_RUNS },
        onProgress: () => {},
        onResult: (times) => set({ coldTiming: { recipe, modelName, times } }),
        onFailure: (coldTimingFailure) => set({ coldTimingFailure }),
      });
      set({ isTimingCold: false });
    },
  });
