import type { Recipe } from "#experiment/recipe.ts";
import type { Phase } from "#protocol/messages.ts";
import { calibrationUse } from "#store/recipe/calibration-use.ts";

interface PhaseName {
  /** In the row of steps. */
  short: string;
  /** In the status line. */
  long: string;
  /** What `done` and `total` count, or null where a count tells nothing. */
  unit: string | null;
}

/** All phases in the order in which a run goes through them. */
const PHASES: readonly Phase[] = [
  "prepare",
  "baseline",
  "calibrate",
  "round",
  "quantize",
  "correct-bias",
  "evaluate",
  "latency",
  "layers",
];

/** The phases that a run of this recipe goes through, in their order. */
export function phasesOf(recipe: Recipe | null): Phase[] {
  const left: Partial<Record<Phase, boolean>> = {
    calibrate: recipe !== null && calibrationUse(recipe) === "none",
    round: !recipe?.corrections.learnedRounding,
    "correct-bias": !recipe?.corrections.biasCorrection,
  };
  return PHASES.filter((phase) => !left[phase]);
}

export const PHASE_NAMES: Record<Phase, PhaseName> = {
  prepare: { short: "Prepare", long: "Preparing the graph", unit: null },
  baseline: { short: "FP32", long: "Measuring FP32", unit: "pictures" },
  calibrate: { short: "Calibrate", long: "Calibrating", unit: "pictures" },
  round: { short: "Round", long: "Learning the rounding", unit: null },
  quantize: { short: "Quantize", long: "Quantizing", unit: null },
  "correct-bias": { short: "Biases", long: "Correcting biases", unit: "pictures" },
  evaluate: { short: "Evaluate", long: "Evaluating the quantized model", unit: "pictures" },
  latency: { short: "Time", long: "Timing both models", unit: null },
  layers: { short: "Layers", long: "Measuring the error of each layer", unit: null },
};
