import { entryOf, idsOf } from "#numerics/registry.ts";
import { calibrationUse } from "./calibration-use.ts";
import type { Recipe } from "./recipe.ts";

/** What a run does one after the other; a run leaves out what its recipe does not ask for. */
export interface PhaseEntry {
  id: string;
  /** In the row of steps. */
  short: string;
  /** In the status line. */
  long: string;
  /** What is counted while it goes on; null where a count tells nothing. */
  unit: string | null;
}

/** Every phase, in the order in which a run goes through them. */
export const PHASES = [
  { id: "prepare", short: "Prepare", long: "Preparing the graph", unit: null },
  { id: "baseline", short: "FP32", long: "Measuring FP32", unit: "pictures" },
  { id: "calibrate", short: "Calibrate", long: "Calibrating", unit: "pictures" },
  { id: "round", short: "Round", long: "Learning the rounding", unit: null },
  { id: "quantize", short: "Quantize", long: "Quantizing", unit: null },
  { id: "correct-bias", short: "Biases", long: "Correcting biases", unit: "pictures" },
  { id: "evaluate", short: "Evaluate", long: "Evaluating the quantized model", unit: "pictures" },
  { id: "latency", short: "Time", long: "Timing both models", unit: null },
  { id: "layers", short: "Layers", long: "Measuring the error of each layer", unit: null },
] as const satisfies readonly PhaseEntry[];

export type Phase = (typeof PHASES)[number]["id"];

export const PHASE_IDS = idsOf(PHASES);

export const phaseEntry = (id: Phase): PhaseEntry => entryOf(PHASES, id);

/** The phases that a run of this recipe goes through, in their order; of no recipe, those of the usual one. */
export function phasesOf(recipe: Recipe | null): Phase[] {
  const left: Partial<Record<Phase, boolean>> = {
    calibrate: recipe !== null && calibrationUse(recipe) === "none",
    round: !recipe?.corrections.learnedRounding,
    "correct-bias": !recipe?.corrections.biasCorrection,
  };
  return PHASE_IDS.filter((phase) => !left[phase]);
}
