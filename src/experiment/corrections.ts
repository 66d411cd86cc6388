import * as v from "valibot";
import { entryOf, idsOf, recordOf } from "#numerics/registry.ts";

/** One low-cost correction that needs no training. */
export interface CorrectionEntry {
  /** As recipes, links and logs write it: it never changes. */
  id: string;
  /** Beside its switch. */
  name: string;
  /** Within a sentence. */
  phrase: string;
  /** In a line under the switch. */
  cost: string;
  /** Behind the switch's question mark; a new line starts a formula. */
  help: string;
  /** In the glossary, under `id`. */
  glossary: { id: string; term: string; text: string; formulas: readonly string[] };
  /** What is said where the recipe goes to a quantizer that lacks it. */
  missing: string;
}

/** Every correction, in the order in which they are applied. */
export const CORRECTIONS = [
  {
    /** Nagel et al. 2019, section 4.1. */
    id: "equalize",
    name: "Cross-layer equalization",
    phrase: "equalization",
    cost: "Rescales channels between layers; no pictures, no time",
    help: "Scales each channel down in one layer and up in the next, so that the channels of both have like ranges while the network computes the same. It saves per-tensor weights with uneven channels; with a scale per channel there is little left to gain.\ns = √(r₁ · r₂) / r₂, r the channel's range in either layer (Nagel et al. 2019)",
    glossary: {
      id: "equalization",
      term: "Cross-layer equalization",
      text: "Channels are scaled down in one layer and up in the next, so that their ranges become alike while the network computes the same. It saves one scale per tensor where channels are uneven.",
      formulas: [
        "W_1 \\leftarrow S^{-1} W_1, \\quad W_2 \\leftarrow W_2 S",
        "s_i = \\sqrt{r_i^{(1)} r_i^{(2)}} \\,/\\, r_i^{(2)}",
      ],
    },
    missing: "There is no cross-layer equalization.",
  },
  {
    /** Each weight rounded up or down so that the layer's output changes least: AdaRound's problem, Nagel et al. 2020. */
    id: "learnedRounding",
    name: "Learned rounding",
    phrase: "learned rounding",
    cost: "Needs the calibration pictures; the slowest, seconds to minutes",
    help: "Decides for every weight whether to round it up or down, so that the layer's output on the calibration pictures changes least: nearest is not always best. It pays at 4 bits and fewer (the problem that AdaRound solves, Nagel et al. 2020).",
    glossary: {
      id: "learned-rounding",
      term: "Learned rounding",
      text: "For every weight it is decided whether to round up or down, so that the layer’s output changes least: nearest is not always best (the problem that AdaRound solves).",
      formulas: [
        "\\min_{q}\\; \\mathbb{E}\\left\\lVert W x - s\\,q\\,x \\right\\rVert^2",
        "q \\in \\{\\lfloor W/s \\rfloor, \\lceil W/s \\rceil\\}",
      ],
    },
    missing: "Weights are rounded to the nearest; there is no learned rounding.",
  },
  {
    /** Empirical: Nagel et al. 2019, section 4.2 and appendix D. */
    id: "biasCorrection",
    name: "Bias correction",
    phrase: "bias correction",
    cost: "Needs the calibration pictures; one more pass over them",
    help: "Rounding the weights shifts the mean of a layer's outputs. The shift is measured on the calibration pictures, channel by channel, and taken off the bias.\nb ← b − (E[quantized output] − E[FP32 output]) (Nagel et al. 2019)",
    glossary: {
      id: "bias-correction",
      term: "Bias correction",
      text: "Rounded weights shift the mean of a layer’s outputs. The shift is measured on the calibration pictures, channel by channel, and taken off the bias.",
      formulas: ["b \\leftarrow b - \\left(\\mathbb{E}[\\hat{y}] - \\mathbb{E}[y]\\right)"],
    },
    missing: "There is no bias correction.",
  },
] as const satisfies readonly CorrectionEntry[];

export type CorrectionId = (typeof CORRECTIONS)[number]["id"];

export const CORRECTION_IDS = idsOf(CORRECTIONS);

export const correctionsSchema = v.strictObject(recordOf(CORRECTION_IDS, () => v.optional(v.boolean())));
/** Which corrections are on; off where absent. */
export type Corrections = v.InferOutput<typeof correctionsSchema>;

/** The corrections that are on, in the order in which they are applied. */
export const correctionsIn = (corrections: Corrections): readonly CorrectionEntry[] =>
  CORRECTIONS.filter(({ id }) => corrections[id]);

export const correctionEntry = (id: CorrectionId): CorrectionEntry => entryOf(CORRECTIONS, id);
