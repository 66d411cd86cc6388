import type { Recipe } from "./recipe.ts";

/** What a recipe needs its calibration images for: activation ranges, corrections only, or nothing at all. */
export type CalibrationUse = "ranges" | "corrections" | "none";

export function calibrationUse({ mode, corrections }: Pick<Recipe, "mode" | "corrections">): CalibrationUse {
  if (mode === "static") return "ranges";
  return corrections.biasCorrection || corrections.learnedRounding ? "corrections" : "none";
}
