import type { StepId } from "#lessons/procedure.ts";
import type { TermId } from "#words/glossary.ts";

export interface StepText {
  title: string;
  /** What it is for. */
  why: string;
  /** What to look at, and where. */
  look: string;
  terms: readonly TermId[];
}

export const STEP_TEXTS: Record<StepId, StepText> = {
  baseline: {
    title: "FP32 first",
    why: "Quantization is judged against the model as it is: its accuracy on pictures that were not trained on, its latency after warm-up, its size and memory. The mildest quantization there is goes along, 8-bit weights and nothing else: it must give the same as FP32 to within a few pictures, or the evaluation is wrong, not the quantization.",
    look: "The FP32 card: is its accuracy what you know of this model? If it is near chance, mend preprocessing or labels first.",
    terms: ["latency", "memory", "weight-only", "mcnemar"],
  },
  calibration: {
    title: "A calibration set",
    why: "Static quantization fixes the range of every activation beforehand, from pictures. They should be like those that come later: a hundred or two, drawn at random from all classes, preprocessed alike, and none of those that the model is judged on.",
    look: "The strip of pictures under Calibration in the recipe: are these the pictures your model will meet?",
    terms: ["calibration", "static", "dynamic"],
  },
  simple: {
    title: "The simplest INT8",
    why: "8 bits for weights and activations, one scale per tensor, min–max ranges, no corrections. It is what every runtime supports, it takes seconds, and it often is enough. What it loses is what all later effort is measured by.",
    look: "The verdict line and its p: is the loss more than chance? Then Diagnosis, which names likely causes with evidence. Smaller is not always faster: on small pictures in this runtime INT8 often takes longer than FP32, and Diagnosis says why.",
    terms: ["scale", "zero-point", "symmetry", "minmax", "granularity"],
  },
  layers: {
    title: "Sensitive layers",
    why: "A loss is seldom spread evenly. The sweep quantizes one layer at a time and evaluates each, so that you know which layers cost what, before you change anything. Often one or two carry most of it. It takes as long as one evaluation for each layer: minutes. Fewer evaluation pictures make it shorter.",
    look: "The ranking in Sensitivity: which layers lose more than chance alone? And the SQNR of each: where does the noise come in?",
    terms: ["sqnr", "fallback"],
  },
  fixes: {
    title: "Low-cost fixes",
    why: "None of these needs training or labels, and each takes seconds. Change one thing at a time, or you cannot tell which one helped. Each button changes the recipe by one fix and runs it.",
    look: "What changed, in Compare: pictures gained and lost against the run before, and whether that may be chance.",
    terms: ["granularity", "mse", "equalization", "bias-correction", "fallback"],
  },
  decide: {
    title: "Decide",
    why: "Ship if the loss stays below what you tolerate, here one point, and that at 95 % confidence. Ship with some layers in floating point if that is what it takes. Go on to quantization-aware training only if nothing cheap holds.",
    look: "The interval, not the estimate alone: with few pictures it is wide, and the honest answer is “more pictures”.",
    terms: ["mcnemar", "qat", "qdq"],
  },
};
