import type { Recipe, Setting } from "#experiment/recipe.ts";
import { settingBeside, settingOf, withSetting } from "#experiment/setting.ts";
import type { SliceCreator } from "../lab-state.ts";
import type { EditedPair, RecipeHistory } from "./recipe-history.ts";
import { edited, emptyHistory, redone, undone } from "./recipe-history.ts";

export interface RecipeSlice extends RecipeHistory {
  /** The recipe that Reset returns to: the default for the loaded model. */
  defaults: Recipe | null;
  /**
   * Replaces recipe and defaults and forgets the history: another model or data set was loaded. B stays, without what names
   * parts of the model or the images that were there before, unless another is given.
   */
  adoptRecipe: (recipe: Recipe, defaults: Recipe, b?: Setting | null) => void;
  /** Edits A. `control` names what the person touched; quick edits of one control are one step to undo. */
  editRecipe: (control: string, change: (recipe: Recipe) => Recipe) => void;
  /** Puts another A and B in the place of both. */
  editPair: (control: string, pair: EditedPair) => void;
  /** Edits B, where there is one. */
  editB: (control: string, change: (b: Setting) => Setting) => void;
  /** Adds a B that is as A is, or makes the B that is there so. */
  copyAToB: () => void;
  swapSettings: () => void;
  /** Leaves one setting: A, or B in A's place. */
  keepOnly: (setting: "a" | "b") => void;
  /** Back to the defaults of the model, without a B. */
  resetRecipe: () => void;
  undo: () => void;
  redo: () => void;
}

export const createRecipeSlice: SliceCreator<RecipeSlice> = (set) => {
  const edit = (control: string, change: (pair: EditedPair) => Partial<EditedPair>) =>
    set((state) => {
      const { recipe, b } = state;
      return recipe ? edited(state, change({ recipe, b }), control, Date.now()) : state;
    });
  return {
    ...emptyHistory,
    defaults: null,
    adoptRecipe: (recipe, defaults, given) =>
      set(({ recipe: before, b }) => ({
        ...emptyHistory,
        recipe,
        defaults,
        b: given === undefined ? b && before && settingBeside(b, before, recipe) : given,
      })),
    editRecipe: (control, change) => edit(control, ({ recipe }) => ({ recipe: change(recipe) })),
    editPair: (control, pair) => edit(control, () => pair),
    editB: (control, change) => edit(`b.${control}`, ({ b }) => ({ b: b && change(b) })),
    copyAToB: () => edit("copy", ({ recipe }) => ({ b: settingOf(recipe) })),
    swapSettings: () =>
      edit("swap", ({ recipe, b }) => (b ? { recipe: withSetting(recipe, b), b: settingOf(recipe) } : {})),
    keepOnly: (setting) =>
      edit("keep", ({ recipe, b }) => ({
        recipe: setting === "b" && b ? withSetting(recipe, b) : recipe,
        b: null,
      })),
    resetRecipe: () =>
      set((state) =>
        state.defaults ? edited(state, { recipe: state.defaults, b: null }, "reset", Date.now()) : state,
      ),
    undo: () => set(undone),
    redo: () => set(redone),
  };
};
