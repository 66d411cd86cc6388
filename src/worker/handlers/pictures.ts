import type { Distortion } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import { Preprocessor } from "#images/preprocess/preprocess.ts";
import { distortedPictures } from "#images/resize/distort.ts";
import { resizeInto } from "#images/resize/resize.ts";
import type { PictureTarget } from "#images/resize/resize-axis.ts";
import type { RgbaImage } from "#images/sheet.ts";
import type { PicturesOut } from "#protocol/messages.ts";
import type { Handler } from "../context.ts";

/** Side of the images shown where the set's images are larger, or differ in size. */
const SHOWN_SIDE = 160;

/** Copies the images asked for, as they were decoded or as calibration distorts them, before any preprocessing. */
export const pictures: Handler<"pictures"> = async (
  { split, indices, distort, seed = 0 },
  { workspace, signal },
) => {
  const { summary, [split]: source } = workspace.data;
  if (source.kind === "tensors") throw new LabError("data.not-images", {});
  const target = shownSize(summary.pictureSize);
  const found = await source.get(indices, target, signal, true);
  return stacked(found, target, indices, distort, seed);
};

function shownSize(size: { width: number; height: number } | null): PictureTarget {
  const isSmall = size !== null && size.width <= SHOWN_SIDE && size.height <= SHOWN_SIDE;
  const { width, height } = isSmall ? size : { width: SHOWN_SIDE, height: SHOWN_SIDE };
  return { width, height, resize: "pad" };
}

/** One image after the other; transparent where an image is damaged. */
function stacked(
  found: readonly (RgbaImage | null)[],
  target: PictureTarget,
  indices: readonly number[],
  distort: Distortion | undefined,
  seed: number,
): PicturesOut {
  const { width, height } = target;
  const bytes = width * height * 4;
  const rgba = new Uint8ClampedArray(found.length * bytes);
  found.forEach((picture, i) => {
    if (!picture) return;
    const [shown] = distort ? distortedPictures([picture], [indices[i]], distort, seed) : [picture];
    const isSized = shown.width === width && shown.height === height;
    if (isSized) rgba.set(shown.data, i * bytes);
    else resizeInto(shown, rgba.subarray(i * bytes, (i + 1) * bytes), target);
  });
  return { width, height, rgba };
}

/** The images asked for as the network gets them after preprocessing, with values put back on the scale of levels. */
export const preprocessPreview: Handler<"preprocess.preview"> = async (
  { preprocess, split, indices },
  { workspace, signal },
) => {
  const source = workspace.data[split];
  if (source.kind === "tensors") throw new LabError("data.not-images", {});
  const preprocessor = new Preprocessor(preprocess);
  const found = await source.get(indices, preprocessor.target, signal, true);
  return preprocessor.levels(preprocessor.batchOf(found));
};
