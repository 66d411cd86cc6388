import type { AutopilotProgress, Budget } from "#protocol/autopilot.ts";
import type { Failure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { busyWith } from "./busy.ts";
import { longCall } from "./long-call.ts";
import type { SearchRecord } from "./search-record.ts";
import { emptySearch, isSearchOf, withPoints } from "./search-record.ts";

/** Searches remembered. */
const REMEMBERED = 12;

export interface AutopilotSlice {
  budget: Budget;
  /** Those of this visit, the one worked on last at the end. */
  searches: SearchRecord[];
  /** Null while none is under way. */
  searchProgress: Omit<AutopilotProgress, "points"> | null;
  searchFailure: Failure | null;
  setBudget: (budget: Budget) => void;
  /** Searches from the recipe under the budget. */
  search: () => Promise<void>;
  /** What was measured stays. */
  cancelSearch: () => void;
  dismissSearchFailure: () => void;
}

export const createAutopilotSlice =
  (services: LabServices): SliceCreator<AutopilotSlice> =>
  (set, get, api) => {
    let controller: AbortController | null = null;

    return {
      budget: { kind: "accuracy", maxDropPoints: 0.5 },
      searches: [],
      searchProgress: null,
      searchFailure: null,

      setBudget: (budget) => set({ budget }),

      search: async () => {
        const { recipe, budget, searches } = get();
        if (!recipe || busyWith(get())) return;
        const before = searches.find((each) => isSearchOf(each, recipe, budget));
        let record = before ?? emptySearch(recipe, budget);
        const remember = (next: SearchRecord) => {
          const others = get().searches.filter((each) => each !== record);
          set({ searches: [...others, next].slice(-REMEMBERED) });
          record = next;
        };
        controller = new AbortController();
        set({
          searchProgress: { phase: "uniform", done: 0, total: 0, remainingMs: null },
          searchFailure: null,
        });
        remember(record);
        await longCall(services, api, controller, {
          kind: "autopilot.search",
          payload: { recipe, budget },
          onProgress: (reports) => {
            const { points: _, ...searchProgress } = reports[reports.length - 1];
            remember(reports.reduce(withPoints, record));
            set({ searchProgress });
          },
          onResult: (result) => remember({ ...record, points: result.points, result }),
          onFailure: (searchFailure) => set({ searchFailure }),
        });
        controller = null;
        set({ searchProgress: null });
      },

      cancelSearch: () => controller?.abort(),
      dismissSearchFailure: () => set({ searchFailure: null }),
    };
  };
