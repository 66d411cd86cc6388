import type { Recipe } from "#experiment/recipe.ts";
import { type ColdTimes, FIRST_ONLY, type TimingRule, timingVerdict } from "#lessons/cold-timing.ts";
import type { Failure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { busyWith } from "./busy.ts";
import { longCall } from "./long-call.ts";

/** Inferences timed of each network: the first ones are cold, the second half is warm. */
export const COLD_RUNS = 60;

export interface ColdTimingSlice {
  /** Times of networks that were timed cold on purpose, to be timed better. */
  coldTiming: { recipe: Recipe; modelName: string; times: ColdTimes } | null;
  /** Which of the times the reader counts. */
  timingRule: TimingRule;
  isTimingCold: boolean;
  coldTimingFailure: Failure | null;
  /** Opens both networks of the recipe afresh and times their first inferences. */
  timeCold: () => Promise<void>;
  cancelColdTiming: () => void;
  setTimingRule: (rule: TimingRule) => void;
  leaveColdTiming: () => void;
}

export const createColdTimingSlice =
  (services: LabServices): SliceCreator<ColdTimingSlice> =>
  (set, get, api) => {
    let controller = new AbortController();
    return {
      coldTiming: null,
      timingRule: FIRST_ONLY,
      isTimingCold: false,
      coldTimingFailure: null,

      timeCold: async () => {
        if (busyWith(get()) || get().scenarioStage) return;
        // One thing is broken at a time.
        get().leaveScenario();
        const { recipe, modelName } = get();
        if (!recipe) return;
        controller = new AbortController();
        set({ isTimingCold: true, coldTiming: null, coldTimingFailure: null, scenarioFailure: null });
        const checkEnding = get().cancelCheck();
        if (checkEnding) await checkEnding;
        await longCall(services, api, controller, {
          kind: "latency.first",
          payload: { recipe, runs: COLD_RUNS },
          onProgress: () => {},
          onResult: (times) => set({ coldTiming: { recipe, modelName, times }, timingRule: FIRST_ONLY }),
          onFailure: (coldTimingFailure) => set({ coldTimingFailure }),
        });
        set({ isTimingCold: false });
      },

      cancelColdTiming: () => controller.abort(),

      setTimingRule: (timingRule) => {
        const { coldTiming } = get();
        if (!coldTiming) return;
        set({ timingRule });
        if (timingVerdict(coldTiming.times, timingRule).state === "mended") get().addMended("cold-timing");
      },

      leaveColdTiming: () => set({ coldTiming: null }),
    };
  };
