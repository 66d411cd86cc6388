import type { Preprocess } from "#experiment/recipe.ts";
import { Preprocessor } from "#images/preprocess/preprocess.ts";

/** Rec. 601 luma. */
const LUMA = [0.299, 0.587, 0.114];

/** Mean grey level and standard deviation of one picture. */
export interface PictureLevels {
  brightness: number;
  contrast: number;
}

/** Reads brightness and contrast back out of network input, `[n, …dims]`: they are those that the network gets. */
export class LevelReader {
  readonly #preprocessor: Preprocessor;

  constructor(preprocess: Preprocess) {
    this.#preprocessor = new Preprocessor(preprocess);
  }

  levels(batch: Float32Array): PictureLevels[] {
    const { width, height, rgba } = this.#preprocessor.levels(batch);
    const bytes = width * height * 4;
    return Array.from({ length: rgba.length / bytes }, (_, i) =>
      levelsOf(rgba.subarray(i * bytes, (i + 1) * bytes)),
    );
  }
}

function levelsOf(rgba: Uint8ClampedArray): PictureLevels {
  const pixels = rgba.length / 4;
  let [sum, squares] = [0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    const grey = LUMA[0] * rgba[at] + LUMA[1] * rgba[at + 1] + LUMA[2] * rgba[at + 2];
    sum += grey;
    squares += grey * grey;
  }
  const brightness = sum / pixels;
  return { brightness, contrast: Math.sqrt(Math.max(0, squares / pixels - brightness * brightness)) };
}
