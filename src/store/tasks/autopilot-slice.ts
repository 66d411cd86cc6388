import { canonicalJson, isSame } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { AutopilotProgress, AutopilotResult, Budget, MeasuredRecipe } from "#protocol/autopilot.ts";
import type { SliceCreator } from "../lab-state.ts";
import { sameMaterial, sameRecipe } from "../recipe/same-experiment.ts";
import { busyWith, withNewest } from "./tasks-slice.ts";

/** Searches remembered. */
const REMEMBERED = 12;

export interface AutopilotSlice {
  budget: Budget;
  /** Those of this visit, the one worked on last at the end. */
  searches: SearchRecord[];
  setBudget: (budget: Budget) => void;
  /** Searches from the recipe under the budget. */
  search: () => Promise<void>;
}

export const createAutopilotSlice: SliceCreator<AutopilotSlice> = (set, get) => ({
  budget: { kind: "accuracy", maxDropPoints: 0.5 },
  searches: [],
  setBudget: (budget) => set({ budget }),

  search: async () => {
    const { recipe, budget, searches } = get();
    if (!recipe || busyWith(get())) return;
    let record = searches.find((each) => isSearchOf(each, recipe, budget)) ?? emptySearch(recipe, budget);
    const remember = (next: SearchRecord) => {
      set({ searches: withNewest(get().searches, record, next, REMEMBERED) });
      record = next;
    };
    remember(record);
    await get().startTask("search", {
      kind: "autopilot.search",
      payload: { recipe, budget },
      progress: { phase: "uniform", done: 0, total: 0, remainingMs: null },
      onProgress: (reports) => {
        const { points: _, ...progress } = reports[reports.length - 1];
        remember(reports.reduce(withPoints, record));
        return progress;
      },
      onResult: (result) => remember({ ...record, points: result.points, result }),
    });
  },
});

/** What a search from one recipe under one budget has found. */
export interface SearchRecord {
  recipe: Recipe;
  budget: Budget;
  /** In the order in which they were measured; when complete, in that of size. */
  points: MeasuredRecipe[];
  /** Null until the search is complete. */
  result: AutopilotResult | null;
}

const emptySearch = (recipe: Recipe, budget: Budget): SearchRecord => ({
  recipe,
  budget,
  points: [],
  result: null,
});

/** A point may come twice: measured first, timed later. */
function withPoints(record: SearchRecord, { points }: AutopilotProgress): SearchRecord {
  const merged = new Map([...record.points, ...points].map((point) => [canonicalJson(point.recipe), point]));
  return { ...record, points: [...merged.values()] };
}

export const sameBudget = (a: Budget, b: Budget): boolean => isSame(a, b);

export const isSearchOf = (record: SearchRecord, recipe: Recipe, budget: Budget): boolean =>
  sameBudget(record.budget, budget) && sameRecipe(record.recipe, recipe);

/** Whether a search says something of a recipe: it began there, or measured it. */
export const isAbout = ({ recipe, points }: SearchRecord, current: Recipe): boolean =>
  sameRecipe(recipe, current) || points.some((point) => sameRecipe(point.recipe, current));

/** The search to show: the newest about the recipe, best under this budget, else the newest of the same model and images. */
export function shownSearch(
  searches: readonly SearchRecord[],
  recipe: Recipe | null,
  budget: Budget,
): SearchRecord | null {
  if (!recipe) return null;
  const about = searches.filter((record) => isAbout(record, recipe));
  return (
    about.findLast((record) => sameBudget(record.budget, budget)) ??
    about.at(-1) ??
    searches.findLast((record) => sameMaterial(record.recipe, recipe)) ??
    null
  );
}
