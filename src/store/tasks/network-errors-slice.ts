import type { Recipe } from "#experiment/recipe.ts";
import type { NetworkErrors } from "#protocol/network-errors.ts";
import type { SliceCreator } from "../lab-state.ts";
import { sameMaterial, sameRecipe } from "../recipe/same-experiment.ts";
import { busyWith, withNewest } from "./tasks-slice.ts";

/** Recipes whose errors are remembered. */
const REMEMBERED = 12;

export interface NetworkErrorsSlice {
  /** Those of this visit, the one worked on last at the end. */
  networkErrors: NetworkErrorsRecord[];
  /** Measures the error of every layer of the recipe, or goes on where that was cut short. */
  measureNetworkErrors: () => Promise<void>;
}

export const createNetworkErrorsSlice: SliceCreator<NetworkErrorsSlice> = (set, get) => ({
  networkErrors: [],

  measureNetworkErrors: async () => {
    const { recipe, networkErrors } = get();
    if (!recipe || busyWith(get())) return;
    const before = networkErrors.find((each) => sameRecipe(each.recipe, recipe));
    let record: NetworkErrorsRecord = before ?? { recipe, errors: null, elapsedMs: null };
    const remember = (next: NetworkErrorsRecord) => {
      set({ networkErrors: withNewest(get().networkErrors, record, next, REMEMBERED) });
      record = next;
    };
    remember(record);
    const startedAt = performance.now();
    await get().startTask("errors", {
      kind: "network.errors",
      payload: { recipe },
      progress: { done: 0, total: 0, remainingMs: null },
      onProgress: (reports) => {
        const { found: _, ...progress } = reports[reports.length - 1];
        const errors = reports.findLast(({ found }) => found)?.found;
        if (errors) remember({ ...record, errors });
        return progress;
      },
      onResult: (errors) => remember({ recipe, errors, elapsedMs: performance.now() - startedAt }),
    });
  },
});

/** What is known of the error through the network of one recipe. */
export interface NetworkErrorsRecord {
  recipe: Recipe;
  /** Null until there is something; with gaps where the measurement was cut short. */
  errors: NetworkErrors | null;
  /** Null until all is measured. */
  elapsedMs: number | null;
}

/** Those of the recipe, else the newest of the same model and images; null where there are none. */
export function shownNetworkErrors(
  records: readonly NetworkErrorsRecord[],
  recipe: Recipe | null,
): NetworkErrorsRecord | null {
  if (!recipe) return null;
  return (
    records.findLast((record) => sameRecipe(record.recipe, recipe)) ??
    records.findLast((record) => record.errors !== null && sameMaterial(record.recipe, recipe)) ??
    null
  );
}
