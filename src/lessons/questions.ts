import type { Distortion, Recipe } from "#experiment/recipe.ts";
import { simpleRecipe } from "./procedure.ts";

export type QuestionId = "always-little" | "no-data" | "training-first";

/** A question that beginners ask, and the two recipes whose runs answer it. */
export interface Question {
  id: QuestionId;
  /** What each recipe is, for the sentence that compares them. */
  names: readonly [string, string];
  /** From the recipe at hand; `available` pictures can be drawn for calibration. */
  first: (recipe: Recipe, available: number) => Recipe;
  second: (recipe: Recipe, available: number) => Recipe;
}

/** No picture at all: mid-grey with noise. */
export const NOISE_PICTURES: Distortion = { brightness: 1, contrast: 0, blur: 0, noise: 20 };

const perChannel = (recipe: Recipe, available: number): Recipe => {
  const simple = simpleRecipe(recipe, available);
  return { ...simple, weights: { ...simple.weights, granularity: { kind: "channel" } } };
};

export const QUESTIONS: readonly Question[] = [
  {
    id: "always-little",
    names: ["8 bits, one scale per channel", "4-bit weights, one scale per tensor"],
    first: perChannel,
    second: (recipe, available) => {
      const simple = simpleRecipe(recipe, available);
      return { ...simple, weights: { ...simple.weights, bits: 4 } };
    },
  },
  {
    id: "no-data",
    names: ["weight-only at 8 bits, without a picture", "static at 8 bits, calibrated on noise"],
    first: (recipe, available) => ({ ...perChannel(recipe, available), mode: "weight-only" }),
    second: (recipe, available) => {
      const { calibration, ...rest } = perChannel(recipe, available);
      return { ...rest, calibration: { ...calibration, distort: NOISE_PICTURES } };
    },
  },
  {
    id: "training-first",
    names: ["8 bits after training", "3-bit weights with bias correction"],
    first: perChannel,
    second: (recipe, available) => {
      const { weights, ...rest } = perChannel(recipe, available);
      return {
        ...rest,
        weights: { ...weights, bits: 3, range: "mse" },
        corrections: { biasCorrection: true },
      };
    },
  },
];

export function questionOf(id: QuestionId): Question {
  const found = QUESTIONS.find((question) => question.id === id);
  if (!found) throw new RangeError(`no question ${id}`);
  return found;
}
