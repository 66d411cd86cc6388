import { CALIBRATION_METHOD_IDS } from "#numerics/calibration/methods/registry.ts";
import type { TermId } from "#ui/glossary/entries.ts";

/** Words of the glossary that explain an option further, by the option's full name. */
const TERMS: Record<string, readonly TermId[]> = {
  Mode: ["static", "dynamic", "weight-only"],
  "Calibration pictures": ["calibration"],
  Method: CALIBRATION_METHOD_IDS,
  Percentile: ["percentile"],
  "Weight bits": ["bits", "scale"],
  "Weight granularity": ["granularity"],
  "Weight scheme": ["symmetry", "zero-point"],
  "Weight range": ["minmax", "mse"],
  "Activation bits": ["bits", "sqnr"],
  "Activation scheme": ["symmetry", "zero-point"],
  Exceptions: ["fallback"],
  "Evaluation pictures": ["mcnemar"],
  "Cross-layer equalization": ["equalization"],
  "Bias correction": ["bias-correction"],
  "Learned rounding": ["learned-rounding"],
};

export const termsOf = (option: string): readonly TermId[] => TERMS[option] ?? [];
