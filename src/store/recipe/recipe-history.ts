import { isSame } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";

/** Edits of one control in quick succession (typing, dragging) count as one step to undo. */
const COALESCE_MS = 1000;
const LIMIT = 100;

export interface RecipeHistory {
  recipe: Recipe | null;
  past: Recipe[];
  future: Recipe[];
  lastEdit: { control: string; at: number } | null;
}

export const emptyHistory: RecipeHistory = { recipe: null, past: [], future: [], lastEdit: null };

export function edited(history: RecipeHistory, recipe: Recipe, control: string, at: number): RecipeHistory {
  const { recipe: before, past, lastEdit } = history;
  if (!before || isSame(before, recipe)) return history;
  const sameStep = lastEdit?.control === control && at - lastEdit.at < COALESCE_MS;
  return {
    recipe,
    past: sameStep ? past : [...past.slice(1 - LIMIT), before],
    future: [],
    lastEdit: { control, at },
  };
}

export function undone(history: RecipeHistory): RecipeHistory {
  const { recipe, past, future } = history;
  const before = past.at(-1);
  if (!recipe || !before) return history;
  return { recipe: before, past: past.slice(0, -1), future: [recipe, ...future], lastEdit: null };
}

export function redone(history: RecipeHistory): RecipeHistory {
  const { recipe, past, future } = history;
  const after = future[0];
  if (!recipe || !after) return history;
  return { recipe: after, past: [...past, recipe], future: future.slice(1), lastEdit: null };
}
