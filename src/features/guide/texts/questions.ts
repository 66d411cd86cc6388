import type { QuestionId } from "#lessons/questions.ts";

export interface QuestionText {
  question: string;
  /** The answer in general; the runs give it for this model. */
  answer: string;
  experiment: string;
}

export const QUESTION_TEXTS: Record<QuestionId, QuestionText> = {
  "always-little": {
    question: "Does post-training quantization always cost only little?",
    answer:
      "No. At 8 bits with a scale per channel most networks lose next to nothing. With fewer bits, one scale for a whole tensor or unfit ranges, the same network can fall to guessing.",
    experiment:
      "Two runs: 8 bits with a scale per channel; then weights of 4 bits with one scale per tensor.",
  },
  "no-data": {
    question: "Can it be done without any data?",
    answer:
      "Weight-only and dynamic quantization need no pictures. Static quantization needs the ranges of activations, and those come from pictures: inventing them is risky.",
    experiment:
      "Two runs: weight-only at 8 bits, no picture needed; then static at 8 bits, calibrated on grey noise.",
  },
  "training-first": {
    question: "Post-training quantization or quantization-aware training first?",
    answer:
      "Post-training first: it takes seconds, needs no training pipeline, and tells whether anything is left to win back. Training is for what remains, usually below 8 bits.",
    experiment:
      "Two runs: 8 bits as they come; then weights of 3 bits with the best ranges and bias correction.",
  },
};
