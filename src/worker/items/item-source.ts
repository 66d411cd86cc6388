import type { InputSource } from "#engine/runtime/input-source.ts";
import { yieldToMessages } from "#engine/runtime/yield.ts";
import type { Distortion, Preprocess } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import { type Item, tensorBatch } from "#images/items.ts";
import { Preprocessor } from "#images/preprocess/preprocess.ts";
import { distortedPictures } from "#images/resize/distort.ts";
import type { ItemFields } from "./item-fields.ts";
import { type ModelInput, otherFeeds } from "./other-inputs.ts";
import type { PictureSplit } from "./picture-split.ts";

/** Items of a split as network input, some of which may turn out to be damaged. */
export interface ItemSource extends InputSource {
  /** Items that cannot be read, as far as they have been asked for, by index; in a batch they are zeros. */
  readonly damaged: ReadonlyMap<number, LabError>;
  /**
   * Those of `indices` that can be read; all are tried.
   *
   * @throws LabError `data.decode-failed` if none can
   */
  sound(indices: Uint32Array): Promise<Uint32Array>;
}

export type DataSplit = PictureSplit | TensorSplit;

/**
 * A split as input of a model: images preprocessed and, where `damage` is given, distorted before; tensors as they are.
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

/** One split of a data set of tensors, which are fed as they are. */
interface TensorSplit {
  readonly kind: "tensors";
  readonly items: readonly Item[];
  /** Class index of each item, −1 where it has none. */
  readonly labels: Int32Array;
  /** What other inputs of a model get with the items; absent where there is nothing for them. */
  readonly fields?: ItemFields;
}

/** The tensors of a split as network input, as they are. */
class TensorSource implements ItemSource {
  readonly dims: readonly number[];
  readonly damaged: ReadonlyMap<number, LabError> = new Map();

  /** @param shape of the model's input, with the batch; what it leaves open is taken from the first tensor */
  constructor(
    readonly inputName: string,
    private readonly split: TensorSplit,
    shape: readonly (number | string)[],
    readonly unbatched = false,
  ) {
    const [first] = split.items;
    const own = first?.content.kind === "tensor" ? first.content.dims : [];
    const isStated = shape.length === own.length + 1;
    this.dims = own.map((size, axis) => {
      const wanted = isStated ? shape[axis + 1] : size;
      return typeof wanted === "number" ? wanted : size;
    });
  }

  async batch(indices: Uint32Array): Promise<Float32Array> {
    return tensorBatch(this.split.items, indices, this.dims);
  }

  async sound(indices: Uint32Array): Promise<Uint32Array> {
    return indices;
  }
}

/** Images that are looked through at a time. */
const CHUNK = 32;

const NONE: ReadonlyMap<number, LabError> = new Map();

/** The images of a split as network input, by one preprocessing. Damaged ones are zeros. */
export class PictureSource implements ItemSource {
  readonly #preprocessor: Preprocessor;

  /** `damage` is done to the images before they are preprocessed; null leaves them. */
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
      await yieldToMessages(this.signal);
      await this.split.get(indices.subarray(start, start + CHUNK), this.#preprocessor.target, this.signal);
    }
    const sound = indices.filter((index) => !this.damaged.has(index));
    const [first] = this.damaged.values();
    if (sound.length === 0 && first) throw new LabError(first.code, first.details, { cause: first });
    return sound;
  }
}
