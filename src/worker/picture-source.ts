import type { Preprocess } from "#core/recipe.ts";
import type { InputSource } from "#engine/input-source.ts";
import { Preprocessor } from "#images/preprocess.ts";
import type { PictureSplit } from "./picture-split.ts";

/** The pictures of a split as network input, by one preprocessing. */
export class PictureSource implements InputSource {
  readonly #preprocessor: Preprocessor;

  constructor(
    readonly inputName: string,
    private readonly split: PictureSplit,
    preprocess: Preprocess,
  ) {
    this.#preprocessor = new Preprocessor(preprocess);
  }

  get dims(): readonly number[] {
    return this.#preprocessor.dims;
  }

  async batch(indices: Uint32Array): Promise<Float32Array> {
    await this.split.ready(indices);
    return this.#preprocessor.batch(this.split.pictures, indices);
  }
}
