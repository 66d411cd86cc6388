import type { NetworkErrorsProgress } from "#protocol/network-errors.ts";
import type { Failure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { sameRecipe } from "../recipe/same-experiment.ts";
import { busyWith } from "./busy.ts";
import { longCall } from "./long-call.ts";
import type { NetworkErrorsRecord } from "./network-errors-record.ts";

/** Recipes whose errors are remembered. */
const REMEMBERED = 12;

export interface NetworkErrorsSlice {
  /** Those of this visit, the one worked on last at the end. */
  networkErrors: NetworkErrorsRecord[];
  /** Null while nothing is being measured. */
  networkErrorsProgress: Omit<NetworkErrorsProgress, "found"> | null;
  networkErrorsFailure: Failure | null;
  /** Measures the error of every layer of the recipe, or goes on where that was cut short. */
  measureNetworkErrors: () => Promise<void>;
  /** What was found stays. */
  cancelNetworkErrors: () => void;
  dismissNetworkErrorsFailure: () => void;
}

export const createNetworkErrorsSlice =
  (services: LabServices): SliceCreator<NetworkErrorsSlice> =>
  (set, get, api) => {
    let controller: AbortController | null = null;

    return {
      networkErrors: [],
      networkErrorsProgress: null,
      networkErrorsFailure: null,

      measureNetworkErrors: async () => {
        const { recipe, networkErrors } = get();
        if (!recipe || busyWith(get())) return;
        const before = networkErrors.find((each) => sameRecipe(each.recipe, recipe));
        let record = before ?? { recipe, errors: null, elapsedMs: null };
        const remember = (next: NetworkErrorsRecord) => {
          const others = get().networkErrors.filter((each) => each !== record);
          set({ networkErrors: [...others, next].slice(-REMEMBERED) });
          record = next;
        };
        controller = new AbortController();
        set({ networkErrorsProgress: { done: 0, total: 0, remainingMs: null }, networkErrorsFailure: null });
        remember(record);
        const startedAt = performance.now();
        await longCall(services, api, controller, {
          kind: "network.errors",
          payload: { recipe },
          onProgress: (reports) => {
            const { found: _, ...networkErrorsProgress } = reports[reports.length - 1];
            const errors = reports.findLast(({ found }) => found)?.found;
            if (errors) remember({ ...record, errors });
            set({ networkErrorsProgress });
          },
          onResult: (errors) => remember({ recipe, errors, elapsedMs: performance.now() - startedAt }),
          onFailure: (networkErrorsFailure) => set({ networkErrorsFailure }),
        });
        controller = null;
        set({ networkErrorsProgress: null });
      },

      cancelNetworkErrors: () => controller?.abort(),
      dismissNetworkErrorsFailure: () => set({ networkErrorsFailure: null }),
    };
  };
