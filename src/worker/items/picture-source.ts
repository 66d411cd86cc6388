import { breathe } from "#engine/runtime/yield.ts";
import type { Distortion, Preprocess } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import { Preprocessor } from "#images/preprocess/preprocess.ts";
import { distortedPictures } from "#images/resize/distort.ts";
import type { ItemSource } from "./item-source.ts";
import type { PictureSplit } from "./picture-split.ts";

/** Pictures that are looked through at a time. */
const CHUNK = 32;

const NONE: ReadonlyMap<number, LabError> = new Map();

/** The pictures of a split as network input, by one preprocessing. Damaged ones are zeros. */
export class PictureSource implements ItemSource {
  readonly #preprocessor: Preprocessor;

  /** `damage` is done to the pictures before they are preprocessed; null leaves them. */
  constructor(
    readonly inputName: string,
    private readonly split: PictureSplit,
    preprocess: Preprocess,
    private readonly signal: AbortSignal,
    private readonly damage: { distort: Distortion; seed: number } | null = null,
  ) {
    this.#preprocessor = new Preprocessor(preprocess);
  }

  get dims(): readonly number[] {
    return this.#preprocessor.dims;
  }

  get damaged(): ReadonlyMap<number, LabError> {
    return this.split.damaged ?? NONE;
  }

  async batch(indices: Uint32Array): Promise<Float32Array> {
    const pictures = await this.split.get(indices, this.#preprocessor.target, this.signal);
    if (!this.damage) return this.#preprocessor.batchOf(pictures);
    const { distort, seed } = this.damage;
    const distorted = pictures.map(
      (picture, i) => picture && distortedPictures([picture], [indices[i]], distort, seed)[0],
    );
    return this.#preprocessor.batchOf(distorted);
  }

  async sound(indices: Uint32Array): Promise<Uint32Array> {
    if (!this.split.damaged) return indices;
    for (let start = 0; start < indices.length; start += CHUNK) {
      await breathe(this.signal);
      await this.split.get(indices.subarray(start, start + CHUNK), this.#preprocessor.target, this.signal);
    }
    const sound = indices.filter((index) => !this.damaged.has(index));
    const [first] = this.damaged.values();
    if (sound.length === 0 && first) throw new LabError(first.code, first.details, { cause: first });
    return sound;
  }
}
