import {
  besideChance,
  departsFromKnown,
  type Fp32Cause,
  guessedClasses,
  type KnownAccuracy,
  nearChance,
} from "#experiment/outcomes/near-chance.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Notice } from "#experiment/result.ts";
import { samePreprocess } from "#experiment/same-preprocess.ts";
import type { ErrorDetails } from "#failures/lab-error.ts";
import type { Score } from "#statistics/statistics.ts";
import type { LoadedData } from "../../open/loaded-data.ts";
import type { Evaluation } from "../evaluation/evaluation.ts";

/** What is worth knowing of the data before anything is run. */
export function dataNotices({ summary }: LoadedData, { labels }: Evaluation): Notice[] {
  const { sharedSplit, evaluationCount } = summary;
  return [
    ...(sharedSplit ? [{ code: "data.split-shared", details: { count: evaluationCount } } as const] : []),
    ...labels.notices,
  ];
}

/** What FP32 gave for some of the images, and what is known to judge that by. */
export interface Fp32Facts {
  fp32: { top1: Score; perClass: readonly Score[] };
  /** What it would be with every label one lower, and one higher. */
  shifted: readonly { shift: number; score: Score }[];
  /** Items with a label for which it predicts no class. */
  unpredicted: number;
  data: LoadedData;
  recipe: Recipe;
  /** Null where nothing is known of the model's accuracy. */
  known: KnownAccuracy | null;
  /** Images that were seen so far, and those that are evaluated in all; not all need have a label. */
  seen: number;
  planned: number;
}

/**
 * Reports that FP32 classifies no more items correctly than guessing would, or another share than the model is
 * known for, with the cause that the evidence supports. Reports nothing where neither is so.
 */
export function fp32Notices(facts: Fp32Facts): Notice[] {
  const { fp32, known, seen, planned } = facts;
  const { correct, total } = fp32.top1;
  const classes = guessedClasses(fp32.perClass);
  const { nearChance: isNear, pValue, chance } = nearChance(correct, total, classes);
  const details = { correct, total, seen, planned };
  if (isNear) {
    const beside = besideChance(fp32.top1, chance);
    return [
      { code: "fp32.near-chance", details: { ...details, classes, pValue, beside, ...cause(facts, true) } },
    ];
  }
  if (!known) return [];
  const { departs, pValue: p } = departsFromKnown(fp32.top1, known);
  if (!departs) return [];
  const { correct: knownCorrect, total: knownTotal } = known.top1;
  return [
    {
      code: "fp32.departs",
      details: { ...details, knownCorrect, knownTotal, pValue: p, ...cause(facts, false) },
    },
  ];
}

function cause(
  { fp32, shifted, unpredicted, data, recipe, known }: Fp32Facts,
  isNear: boolean,
): { cause: Fp32Cause } & ErrorDetails {
  if (2 * unpredicted > fp32.top1.total) return { cause: "no-prediction", unpredicted };
  const [best] = shifted.toSorted((a, b) => b.score.correct - a.score.correct);
  const { correct, total } = best.score;
  // Shifted labels fit far better than those given, and better than guessing does.
  if (
    correct > 2 * fp32.top1.correct &&
    !nearChance(correct, total, guessedClasses(fp32.perClass)).nearChance
  )
    return { cause: "labels-shifted", shift: best.shift, shiftedCorrect: correct };
  const [imageClasses, modelClasses] = [data.classCount, fp32.perClass.length];
  if (isNear && imageClasses > 0 && imageClasses !== modelClasses)
    return { cause: "other-model", imageClasses, modelClasses };
  const isFed = data.evaluation.kind === "pictures";
  if (known && isFed && !samePreprocess(recipe.preprocess, known.preprocess)) return { cause: "preprocess" };
  const { source } = data.summary;
  if (known && !isNear && !(source.kind === "bundled" && source.id === known.dataset))
    return { cause: "images" };
  return { cause: isFed ? "unknown" : "tensors" };
}

/** Images of both splits that could not be decoded, as far as the run has come across them. */
export function damageNotices({ calibration, evaluation }: LoadedData): Notice[] {
  const splits = calibration === evaluation ? [calibration] : [calibration, evaluation];
  const errors = splits.flatMap((split) =>
    split.kind === "pictures" && split.damaged ? [...split.damaged.values()] : [],
  );
  if (errors.length === 0) return [];
  const { name, reason } = errors[0].details;
  return [{ code: "data.pictures-skipped", details: { count: errors.length, first: name, reason } }];
}
