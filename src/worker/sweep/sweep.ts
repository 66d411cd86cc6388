import { LabError } from "#core/lab-error.ts";
import type { Recipe } from "#core/recipe.ts";
import type { SweepDirection, SweepProgress, SweepResult } from "#protocol/sensitivity.ts";
import type { LoadedData } from "../loaded-data.ts";
import type { LoadedModel } from "../loaded-model.ts";

/** What each layer of a recipe costs alone, or what keeping it in FP32 gains. */
export async function sweep(
  _model: LoadedModel,
  _data: LoadedData,
  _recipe: Recipe,
  _direction: SweepDirection,
  _report: (progress: SweepProgress) => void,
  _signal: AbortSignal,
): Promise<SweepResult> {
  throw new LabError("internal", { what: "the sweep is not built yet" });
}
