import { describe, expect, it } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import type { ModelSummary } from "#protocol/messages.ts";
import { recipeForModel, recipesForOwnModel, withData } from "./recipe-for-model.ts";

const preprocess: Recipe["preprocess"] = {
  ...{ size: 48, resize: "stretch", layout: "nchw", channels: "rgb", scale: 1 / 255 },
  ...{ mean: [0, 0, 0], std: [1, 1, 1] },
};
const recipe = defaultRecipe({ id: "net", preprocess }, "bundled");
const images = (name: string, calibrationCount: number, evaluationCount: number) => ({
  source: { kind: "file" as const, name, sha256: "0".repeat(64) },
  calibrationCount,
  evaluationCount,
});
const counts = ({ calibration, evaluation }: Recipe) => [calibration.count, evaluation.count];

describe("other images", () => {
  it("are used no more of than there are, and all of a large set when it comes back", () => {
    const small = withData(recipe, images("large", 512, 4000), images("small", 10, 30));
    expect(counts(small)).toEqual([10, 30]);
    expect(counts(withData(small, images("small", 10, 30), images("large", 512, 4000)))).toEqual([128, 2048]);
  });

  it("keep a number that was chosen", () => {
    const chosen: Recipe = { ...recipe, calibration: { ...recipe.calibration, count: 16 } };
    const small = withData(chosen, images("large", 512, 4000), images("small", 20, 30));
    expect(counts(withData(small, images("small", 20, 30), images("large", 512, 4000)))).toEqual([16, 2048]);
  });

  it("draw from all classes", () => {
    const chosen: Recipe = { ...recipe, calibration: { ...recipe.calibration, classes: [1, 2] } };
    expect(withData(chosen, null, images("mine", 1000, 1000)).calibration.classes).toBeUndefined();
  });
});

describe("a model of one's own", () => {
  const summary = (more: Partial<ModelSummary>) =>
    ({ source: { kind: "file", name: "m", sha256: "1" }, preprocessGuess: null, ...more }) as ModelSummary;
  const input = { name: "x", layout: "nhwc" as const, channels: 3, height: 32, width: 64 };

  it("is given what its file speaks for", () => {
    const guess = { ...preprocess, size: 224 };
    const { recipe: own } = recipesForOwnModel(
      { ...recipe, layers: { conv: {} } },
      summary({
        preprocessGuess: { preset: "torchvision", preprocess: guess, reason: "" },
        pictureInput: input,
      }),
    );
    expect(own).toMatchObject({ preprocess: guess, model: { name: "m" }, layers: {} });
  });

  it("takes over no ranges set by hand: they name tensors of the other model", () => {
    const byHand = { ...recipe, calibration: { ...recipe.calibration, ranges: { x: { min: 0, max: 1 } } } };
    for (const own of [
      recipesForOwnModel(byHand, summary({ pictureInput: input })).recipe,
      recipeForModel(byHand, recipe),
    ])
      expect(own.calibration).toEqual(recipe.calibration);
  });

  it("is given at least its size and layout where nothing more is known", () => {
    const { recipe: own } = recipesForOwnModel(recipe, summary({ pictureInput: input }));
    expect(own.preprocess).toEqual({ ...preprocess, layout: "nhwc", size: 64, height: 32 });
  });
});
