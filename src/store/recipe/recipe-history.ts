import { isSame } from "#experiment/canonical-json.ts";
import type { Recipe, Setting } from "#experiment/recipe.ts";

/** Edits of one control in quick succession (typing, dragging) count as one step to undo. */
const COALESCE_MS = 1000;
const LIMIT = 100;

/** What a person edits: A, with what it is measured on, and B for the same model and images. */
export interface EditedPair {
  recipe: Recipe;
  /** Null where there is one setting only. */
  b: Setting | null;
}

export interface RecipeHistory {
  recipe: Recipe | null;
  b: Setting | null;
  past: EditedPair[];
  future: EditedPair[];
  lastEdit: { control: string; at: number } | null;
}

export const emptyHistory: RecipeHistory = { recipe: null, b: null, past: [], future: [], lastEdit: null };

/** After a change of A, of B or of both. */
export function edited(
  history: RecipeHistory,
  change: Partial<EditedPair>,
  control: string,
  at: number,
): RecipeHistory {
  const { recipe, b, past, lastEdit } = history;
  if (!recipe) return history;
  const before: EditedPair = { recipe, b };
  const after: EditedPair = { ...before, ...change };
  if (isSame(before, after)) return history;
  const sameStep = lastEdit?.control === control && at - lastEdit.at < COALESCE_MS;
  return {
    ...after,
    past: sameStep ? past : [...past.slice(1 - LIMIT), before],
    future: [],
    lastEdit: { control, at },
  };
}

export function undone(history: RecipeHistory): RecipeHistory {
  const { recipe, b, past, future } = history;
  const before = past.at(-1);
  if (!recipe || !before) return history;
  return { ...before, past: past.slice(0, -1), future: [{ recipe, b }, ...future], lastEdit: null };
}

export function redone(history: RecipeHistory): RecipeHistory {
  const { recipe, b, past, future } = history;
  const after = future[0];
  if (!recipe || !after) return history;
  return { ...after, past: [...past, { recipe, b }], future: future.slice(1), lastEdit: null };
}
