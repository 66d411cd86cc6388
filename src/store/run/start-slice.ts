import { defaultRecipe } from "#experiment/recipe-default.ts";
import { settingOf } from "#experiment/setting.ts";
import { isLink } from "#share/link.ts";
import type { KeptRun } from "../kept/kept-store.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { openingOf } from "../workspace/openings.ts";

export interface StartSlice {
  /**
   * Reads the catalogue and what was kept, then goes on where the last visit ended, or with the first model; the
   * experiment that the address' fragment describes goes before both.
   */
  start: (fragment?: string) => Promise<void>;
}

export const createStartSlice =
  (services: LabServices): SliceCreator<StartSlice> =>
  (set, get) => {
    /** Whether the last visit's model and images could be loaded again. */
    const restore = async ({ record }: KeptRun): Promise<boolean> => {
      const { recipe } = record.result;
      try {
        const model = await openingOf("model", recipe.model, get, services);
        const data = await openingOf("data", recipe.data, get, services);
        if (model?.what !== "model" || !data) return false;
        const recipes: typeof model.recipes = (summary) => ({
          recipe,
          defaults: model.recipes(summary).defaults,
        });
        if (!(await get().open([{ ...model, recipes }, data]))) return false;
      } catch {
        // The store of an earlier visit cannot be read any more; the lab starts as at the first.
        return false;
      }
      // Names that were given after the run.
      const classes = record.classes.length > 0 ? record.classes : (get().data?.classes ?? []);
      const latest = { ...record, classes, fromEarlierVisit: true };
      set({ latest, baseline: latest });
      if (record.b) get().adoptRecipe(recipe, get().defaults ?? recipe, settingOf(record.b.recipe));
      return true;
    };

    return {
      start: async (fragment = "") => {
        const [runs] = await Promise.all([get().loadKept(), get().loadCatalog(), get().loadLog()]);
        const [first] = get().models;
        if (!first) return;
        // The recipe is there even if its model cannot be loaded: a file of one's own can take its place.
        const defaults = defaultRecipe(first, first.dataset);
        get().adoptRecipe(defaults, defaults);
        const [last] = runs;
        const isRestored = last !== undefined && (await restore(last));
        if (isRestored) get().resumeScenario(runs);
        if (isLink(fragment) && (await get().readLink(fragment))) return;
        if (isRestored) return;
        // Superseded by a choice of the reader's own.
        if (get().loading) return;
        const { workspaceFailure } = get();
        await get().openModel(first.id);
        if (workspaceFailure) set({ workspaceFailure });
      },
    };
  };
