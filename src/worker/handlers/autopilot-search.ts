import { searchRecipe } from "../autopilot/search.ts";
import type { Handler } from "../context.ts";

/** Searches mixed precision under a budget; what earlier searches on the same model and pictures have measured is known. */
export const autopilotSearch: Handler<"autopilot.search"> = (
  { recipe, budget },
  { workspace, progress, signal },
) => searchRecipe(workspace.model, workspace.data, recipe, budget, progress, signal);
