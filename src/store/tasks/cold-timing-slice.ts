import type { Recipe } from "#experiment/recipe.ts";
import { type ColdTimes, FIRST_ONLY, type TimingRule, timingVerdict } from "#lessons/cold-timing.ts";
import type { SliceCreator } from "../lab-state.ts";
import { busyWith } from "./tasks-slice.ts";

/** Inferences timed of each network: the first ones are cold, the second half is warm. */
export const COLD_RUNS = 60;

export interface ColdTimingSlice {
  /** Times of networks that were timed cold on purpose, to be timed better. */
  coldTiming: { recipe: Recipe; modelName: string; times: ColdTimes } | null;
  /** Which of the times the reader counts. */
  timingRule: TimingRule;
  /** Opens both networks of the recipe afresh and times their first inferences. */
  timeCold: () => Promise<void>;
  setTimingRule: (rule: TimingRule) => void;
  leaveColdTiming: () => void;
}

export const createColdTimingSlice: SliceCreator<ColdTimingSlice> = (set, get) => ({
  coldTiming: null,
  timingRule: FIRST_ONLY,

  timeCold: async () => {
    if (busyWith(get()) || get().scenarioStage) return;
    // One thing is broken at a time.
    get().leaveScenario();
    const { recipe, modelName } = get();
    if (!recipe) return;
    set({ coldTiming: null, scenarioFailure: null });
    await get().startTask("timing", {
      kind: "latency.first",
      payload: { recipe, runs: COLD_RUNS },
      progress: null,
      onResult: (times) => set({ coldTiming: { recipe, modelName, times }, timingRule: FIRST_ONLY }),
    });
  },

  setTimingRule: (timingRule) => {
    const { coldTiming } = get();
    if (!coldTiming) return;
    set({ timingRule });
    if (timingVerdict(coldTiming.times, timingRule).state === "mended") get().addMended("cold-timing");
  },

  leaveColdTiming: () => set({ coldTiming: null }),
});
