import type { Distortion, Preprocess } from "#core/recipe.ts";
import type { InputSource } from "#engine/input-source.ts";
import { distortedCopies } from "#images/distort.ts";
import { Preprocessor } from "#images/preprocess.ts";
import type { PictureSplit } from "./picture-split.ts";

/** The pictures of a split as network input, by one preprocessing. */
export class PictureSource implements InputSource {
  readonly #preprocessor: Preprocessor;

  /** `damage` is done to the pictures before they are preprocessed; null leaves them. */
  constructor(
    readonly inputName: string,
    private readonly split: PictureSplit,
    preprocess: Preprocess,
    private readonly damage: { distort: Distortion; seed: number } | null = null,
  ) {
    this.#preprocessor = new Preprocessor(preprocess);
  }

  get dims(): readonly number[] {
    return this.#preprocessor.dims;
  }

  async batch(indices: Uint32Array): Promise<Float32Array> {
    await this.split.ready(indices);
    const { pictures } = this.split;
    if (!this.damage) return this.#preprocessor.batch(pictures, indices);
    const { distort, seed } = this.damage;
    const copies = distortedCopies(pictures, indices, distort, seed);
    return this.#preprocessor.batch(
      copies,
      indices.map((_, i) => i),
    );
  }
}
