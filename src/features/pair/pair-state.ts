import { isSame } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Answers, Flip } from "#experiment/result.ts";
import { settingOf, withSetting } from "#experiment/setting.ts";
import type { EvaluationSnapshot } from "#protocol/messages.ts";
import type { Score } from "#statistics/statistics.ts";
import type { LabState } from "#store/lab-state.ts";
import { isOfLoadedData } from "#store/workspace/of-loaded.ts";

/** How one variant did on the labelled images. */
export interface VariantScore {
  top1: Score;
  perClass: readonly Score[];
}

/** One setting of the pair with what was measured of it. */
export interface MeasuredSetting extends VariantScore {
  recipe: Recipe;
  flips: readonly Flip[];
  agreement: Score;
}

/** A pair beside FP32: of the run under way as soon as both settings have numbers, else of the latest run. */
export interface MeasuredPair {
  fp32: VariantScore;
  a: MeasuredSetting;
  b: MeasuredSetting;
  isLive: boolean;
  /** Null while a run is under way, and where the model is no classifier. */
  answers: Answers | null;
  classNames: readonly string[];
  /** The images of these numbers are those that are loaded. */
  imagesLoaded: boolean;
  /** What has been changed since these numbers were measured, in words; empty where nothing has. */
  changed: string[];
}

type Read = Pick<LabState, "tasks" | "live" | "latest" | "recipe" | "b" | "model" | "data">;

/** The numbers of a pair that there are to show; null where the latest run measured one setting only. */
export function measuredPair(state: Read): MeasuredPair | null {
  const { tasks, live, latest, data } = state;
  if (
    tasks.run.status === "running" &&
    live.recipe &&
    live.b &&
    live.snapshot?.quantized &&
    live.snapshotB?.quantized
  ) {
    const { snapshot, snapshotB } = live;
    return {
      fp32: snapshot.fp32,
      a: settingScore(live.recipe, snapshot),
      b: settingScore(withSetting(live.recipe, live.b), snapshotB),
      isLive: true,
      answers: null,
      classNames: data?.classes.map(({ name }) => name) ?? [],
      imagesLoaded: true,
      changed: [],
    };
  }
  if (!latest?.b) return null;
  const { result, b, answers = null, classes } = latest;
  return {
    fp32: result.fp32,
    a: settingScore(result.recipe, result),
    b: settingScore(b.recipe, b),
    isLive: false,
    answers,
    classNames: classes.map(({ name }) => name),
    imagesLoaded: isOfLoadedData(latest, state),
    changed: changedSince(state),
  };
}

type Scored = Pick<EvaluationSnapshot, "quantized" | "flips" | "agreement">;

const NONE: VariantScore = { top1: { correct: 0, total: 0 }, perClass: [] };

const settingScore = (recipe: Recipe, { quantized, flips, agreement }: Scored): MeasuredSetting => {
  const { top1, perClass } = quantized ?? NONE;
  return { recipe, top1, perClass, flips, agreement };
};

/** What a run now would measure otherwise than the latest one did. */
function changedSince({ latest, recipe, b }: Read): string[] {
  if (!latest?.b || !recipe) return [];
  const measured = latest.result.recipe;
  const changes: [string, unknown, unknown][] = [
    ["the model", measured.model, recipe.model],
    ["the images", [measured.data, measured.evaluation], [recipe.data, recipe.evaluation]],
    ["the preprocessing", measured.preprocess, recipe.preprocess],
    ["setting A", settingOf(measured), settingOf(recipe)],
    ["setting B", settingOf(latest.b.recipe), b],
  ];
  return changes.flatMap(([what, before, after]) => (isSame(before, after) ? [] : [what]));
}
