import type { Recipe } from "#experiment/recipe.ts";
import type { SliceCreator } from "../lab-state.ts";
import type { RecipeHistory } from "./recipe-history.ts";
import { edited, emptyHistory, redone, undone } from "./recipe-history.ts";

export interface RecipeSlice extends RecipeHistory {
  /** The recipe that Reset returns to: the default for the loaded model. */
  defaults: Recipe | null;
  /** Replaces recipe and defaults and forgets the history: another model or data set was loaded. */
  adoptRecipe: (recipe: Recipe, defaults: Recipe) => void;
  /** `control` names what the person touched; quick edits of one control are one step to undo. */
  editRecipe: (control: string, change: (recipe: Recipe) => Recipe) => void;
  resetRecipe: () => void;
  undo: () => void;
  redo: () => void;
}

export const createRecipeSlice: SliceCreator<RecipeSlice> = (set) => ({
  ...emptyHistory,
  defaults: null,
  adoptRecipe: (recipe, defaults) => set({ ...emptyHistory, recipe, defaults }),
  editRecipe: (control, change) =>
    set((state) => (state.recipe ? edited(state, change(state.recipe), control, Date.now()) : state)),
  resetRecipe: () =>
    set((state) => (state.defaults ? edited(state, state.defaults, "reset", Date.now()) : state)),
  undo: () => set(undone),
  redo: () => set(redone),
});
