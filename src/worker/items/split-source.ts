import type { Distortion, Preprocess } from "#experiment/recipe.ts";
import type { ItemSource } from "./item-source.ts";
import { type ModelInput, otherFeeds } from "./other-inputs.ts";
import { PictureSource } from "./picture-source.ts";
import type { PictureSplit } from "./picture-split.ts";
import { TensorSource } from "./tensor-source.ts";
import type { TensorSplit } from "./tensor-split.ts";

export type DataSplit = PictureSplit | TensorSplit;

/**
 * A split as input of a model: pictures preprocessed and, where `damage` is given, distorted before; tensors as they are.
 *
 * @throws LabError of `otherFeeds` where another input of the model gets nothing
 */
export function itemSource(
  split: DataSplit,
  input: ModelInput,
  preprocess: Preprocess,
  signal: AbortSignal,
  damage: { distort: Distortion; seed: number } | null = null,
): ItemSource {
  const others = otherFeeds(input, split.fields, preprocess);
  const source =
    split.kind === "tensors"
      ? new TensorSource(input.name, split, input.shape, input.unbatched)
      : new PictureSource(input.name, split, preprocess, signal, damage);
  return others ? Object.assign(source, { others }) : source;
}
