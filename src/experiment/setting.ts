import { isSame } from "./canonical-json.ts";
import type { Recipe, Setting } from "./recipe.ts";

/** How a recipe quantizes, without the model and the images that it does so to. */
export const settingOf = ({
  mode,
  calibration,
  weights,
  activations,
  corrections,
  layers,
}: Recipe): Setting => ({ mode, calibration, weights, activations, corrections, layers });

/** The recipe with another setting, for the same model and images. */
export const withSetting = (recipe: Recipe, setting: Setting): Recipe => ({ ...recipe, ...setting });

/**
 * A setting that was made beside the recipe `before`, beside the recipe `after`: exceptions of layers and ranges set by
 * hand name parts of the model, and classes are indices into the images. What names another model or other images is
 * left out; the calibration images are drawn as `after` draws them where the images are others.
 */
export function settingBeside(setting: Setting, before: Recipe, after: Recipe): Setting {
  const isSameModel = isSame(before.model, after.model);
  const isSameData = isSame(before.data, after.data);
  const { ranges, classes, ...calibration } = setting.calibration;
  const { count, seed } = after.calibration;
  return {
    ...setting,
    calibration: {
      ...calibration,
      ...(!isSameData && { count, seed }),
      ...(isSameModel && ranges && { ranges }),
      ...(isSameData && classes && { classes }),
    },
    layers: isSameModel ? setting.layers : {},
  };
}
