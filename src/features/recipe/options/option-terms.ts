import { MODE_IDS } from "#experiment/modes.ts";
import { CALIBRATION_METHOD_IDS } from "#numerics/calibration/methods/registry.ts";
import { WEIGHT_RANGES } from "#numerics/grid.ts";
import { idsOf } from "#numerics/registry.ts";
import type { TermId } from "#words/glossary.ts";

/** Words of the glossary that explain an option further, by the option's full name. */
const TERMS: Record<string, readonly TermId[]> = {
  Mode: MODE_IDS,
  "Calibration pictures": ["calibration"],
  Method: CALIBRATION_METHOD_IDS,
  Percentile: ["percentile"],
  "Weight bits": ["bits", "scale"],
  "Weight granularity": ["granularity"],
  "Weight scheme": ["symmetry", "zero-point"],
  "Weight range": idsOf(WEIGHT_RANGES),
  "Activation bits": ["bits", "sqnr"],
  "Activation scheme": ["symmetry", "zero-point"],
  Exceptions: ["fallback"],
  "Evaluation pictures": ["mcnemar"],
};

export const termsOf = (option: string): readonly TermId[] => TERMS[option] ?? [];
