import type { Recipe } from "#experiment/recipe.ts";
import type { Evidence } from "#lessons/procedure.ts";
import type { Fix } from "#lessons/procedure-decision.ts";

/** Layers spared by the fix that spares some. */
const SPARED = 2;

export interface FixText {
  fix: Fix;
  label: string;
  meaning: string;
}

export const FIX_TEXTS: readonly FixText[] = [
  {
    fix: "per-channel",
    label: "A scale per channel",
    meaning: "Each output channel of the weights gets its own scale.",
  },
  {
    fix: "calibration-method",
    label: "Least-squared-error ranges",
    meaning: "Activation ranges clip rare outliers for finer steps; no new inference is needed.",
  },
  {
    fix: "corrections",
    label: "Equalize and correct biases",
    meaning: "Channels are evened out between layers, and shifted means taken off the biases.",
  },
  {
    fix: "spare-layers",
    label: "Spare the worst layers",
    meaning: "The two that cost most alone stay in FP32. Needs the ranking of step 4.",
  },
];

/** The layers that a ranking would spare first. */
export const worstLayers = ({ ranking }: Evidence): string[] =>
  (ranking ?? []).slice(0, SPARED).map(({ layer }) => layer);

/** The recipe with one fix more. */
export function withFix(recipe: Recipe, fix: Fix, evidence: Evidence): Recipe {
  switch (fix) {
    case "per-channel":
      return { ...recipe, weights: { ...recipe.weights, granularity: { kind: "channel" } } };
    case "calibration-method":
      return { ...recipe, calibration: { ...recipe.calibration, method: "mse" } };
    case "corrections":
      return { ...recipe, corrections: { ...recipe.corrections, equalize: true, biasCorrection: true } };
    case "spare-layers": {
      const spared = worstLayers(evidence).map((layer) => [layer, { precision: "fp32" as const }]);
      return { ...recipe, layers: { ...recipe.layers, ...Object.fromEntries(spared) } };
    }
  }
}
