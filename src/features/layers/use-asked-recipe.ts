import { useMemo } from "react";
import type { Recipe } from "#experiment/recipe.ts";
import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { useKept } from "./use-kept.ts";

/** What to ask the worker with; another object whenever its answer may be another. */
export interface AskedRecipe {
  recipe: Recipe;
  /** A run teaches the worker what activations take and how learned rounding rounds. */
  latest: RunRecord | null;
}

/** The recipe as it is now. */
export function useAskedRecipe(): AskedRecipe | null {
  const { recipe, latest } = useLab(({ recipe, latest }) => ({ recipe, latest }));
  return useMemo(() => recipe && { recipe, latest }, [recipe, latest]);
}

/** The same where only weights matter: moving the range of an activation asks for no weights again. */
export function useAskedWeights(): AskedRecipe | null {
  const asked = useAskedRecipe();
  return useKept(asked, keyOf(asked));
}

function keyOf(asked: AskedRecipe | null): string {
  if (!asked) return "";
  const { model, mode, weights, corrections, layers } = asked.recipe;
  return JSON.stringify([model, mode, weights, corrections, layers, asked.latest?.number]);
}
