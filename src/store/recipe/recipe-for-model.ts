import { isSame } from "#experiment/canonical-json.ts";
import type { Preprocess, Recipe, Source } from "#experiment/recipe.ts";
import { USUAL_COUNTS } from "#experiment/recipe-default.ts";
import type { DatasetSummary, ModelSummary } from "#protocol/messages.ts";

interface Adopted {
  recipe: Recipe;
  defaults: Recipe;
}

type Counts = Pick<DatasetSummary, "calibrationCount" | "evaluationCount">;

/** Other images under the settings now chosen; calibration classes are indices into the old ones, so all are taken. */
function withSource(recipe: Recipe, data: Source): Recipe {
  if (isSame(recipe.data, data)) return recipe;
  const { classes: _, ...calibration } = recipe.calibration;
  return { ...recipe, data, calibration };
}

/** A choice of all the pictures there were, for lack of more, was none: it becomes the usual number again. */
const fitted = (count: number, before: number | undefined, available: number, usual: number): number =>
  Math.min(count === before ? Math.max(count, usual) : count, available);

/** The recipe for images that have been loaded, `before` being those that they replace: no more than there are. */
export function withData(
  recipe: Recipe,
  before: Counts | null,
  { source, calibrationCount, evaluationCount }: Counts & { source: Source },
): Recipe {
  const { calibration, evaluation, ...rest } = withSource(recipe, source);
  return {
    ...rest,
    calibration: {
      ...calibration,
      count: fitted(calibration.count, before?.calibrationCount, calibrationCount, USUAL_COUNTS.calibration),
    },
    evaluation: {
      ...evaluation,
      count: fitted(evaluation.count, before?.evaluationCount, evaluationCount, USUAL_COUNTS.evaluation),
    },
  };
}

/** Exceptions name nodes, and ranges set by hand tensors, of the model that they were made for. */
function withoutNames({ calibration, ...recipe }: Recipe): Recipe {
  const { ranges: _, ...rest } = calibration;
  return { ...recipe, calibration: rest, layers: {} };
}

/** Another bundled model under the settings now chosen. */
export const recipeForModel = (current: Recipe, defaults: Recipe): Recipe => ({
  ...withoutNames(withSource(current, defaults.data)),
  model: defaults.model,
  preprocess: defaults.preprocess,
});

/** A person's model under the settings now chosen, with the preprocessing that its file speaks for. */
export function recipesForOwnModel(current: Recipe, summary: ModelSummary): Adopted {
  const preprocess = summary.preprocessGuess?.preprocess ?? fittedInput(current.preprocess, summary);
  const recipe: Recipe = { ...withoutNames(current), preprocess, model: summary.source };
  return { recipe, defaults: recipe };
}

/** The preprocessing as it was, at the size of the input where the file states one. */
function fittedInput(preprocess: Preprocess, { pictureInput }: ModelSummary): Preprocess {
  if (!pictureInput) return preprocess;
  const { layout, width, height } = pictureInput;
  if (width === null || height === null) return { ...preprocess, layout };
  return { ...preprocess, layout, size: width, height: height === width ? undefined : height };
}
