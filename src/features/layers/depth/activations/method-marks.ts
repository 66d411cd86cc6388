import type { RangeMark } from "#charts/histogram/RangeRows.tsx";
import type { Recipe } from "#experiment/recipe.ts";
import { type CalibrationMethod, calibrationMethod } from "#numerics/calibration/methods/registry.ts";
import type { LayerActivation } from "#protocol/layer-explorer.ts";
import { settable } from "./range-by-hand.ts";

/** Those that are always shown; the recipe's own method is shown besides. */
const USUAL: readonly CalibrationMethod[] = ["minmax", "percentile", "mse", "entropy"];

export interface MethodMark extends RangeMark {
  method: CalibrationMethod;
}

/** What each method would make of a tensor, as a person would set it, in the order in which the worker lists them. */
export function methodMarks(
  { thresholds, scheme }: Pick<LayerActivation, "thresholds" | "scheme">,
  { calibration }: Pick<Recipe, "calibration">,
): MethodMark[] {
  return thresholds
    .filter(({ method }) => USUAL.includes(method) || method === calibration.method)
    .map(({ method, min, max }) => ({
      ...settable({ min, max }, scheme),
      key: method,
      method,
      label: calibrationMethod(method).short,
      isChosen: method === calibration.method,
    }));
}
