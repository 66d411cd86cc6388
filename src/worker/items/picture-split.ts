import type { LabError } from "#failures/lab-error.ts";
import { decodeImage } from "#images/decode.ts";
import { CACHE_BYTES, type DecodeTo, ItemPictures } from "#images/item-pictures.ts";
import type { Item } from "#images/items.ts";
import type { Split } from "#images/preprocess/manifest.ts";
import type { PictureTarget } from "#images/resize/resize-axis.ts";
import { cutSheet, emptyStack, type PictureStack, type RgbaImage } from "#images/sheet.ts";
import { readBytes } from "../open/read-bytes.ts";
import type { ItemFields } from "./item-fields.ts";

/** One split of a data set, whose images may still be arriving, or be decoded when they are asked for. */
export interface PictureSplit {
  readonly kind: "pictures";
  /** Class index of each image, −1 where it has none. */
  readonly labels: Int32Array;
  /** Images that have turned out to be undecodable so far, by index; null where none can be. */
  readonly damaged: ReadonlyMap<number, LabError> | null;
  /** What other inputs of a model get with the images; absent where only images are there. */
  readonly fields?: ItemFields;
  /**
   * The images at `indices`, in that order, for a network that takes images of the target's size: in that size or
   * their own. Null for damaged ones.
   *
   * @param isGlance for the eye: images of another size than the network's, which are kept for the next pass, push
   *   none of those out
   * @throws LabError why images that ship with the page are not there
   */
  get(
    indices: ArrayLike<number>,
    target: PictureTarget,
    signal: AbortSignal,
    isGlance?: boolean,
  ): Promise<(RgbaImage | null)[]>;
}

/** A split that ships as sprite sheets. They arrive one after the other; who needs images waits for just their sheets. */
export class SheetSplit implements PictureSplit {
  readonly kind = "pictures";
  readonly labels: Int32Array;
  readonly damaged = null;
  readonly #pictures: PictureStack;
  readonly #sheets: { end: number; ready: Promise<void> }[] = [];

  /** @param signal ends the downloads */
  constructor(split: Split, tile: { width: number; height: number }, baseUrl: string, signal: AbortSignal) {
    this.#pictures = emptyStack(split.count, tile.width, tile.height);
    this.labels = Int32Array.from(split.sheets.flatMap((sheet) => sheet.labels));
    let before = Promise.resolve();
    let start = 0;
    for (const sheet of split.sheets) {
      const at = start;
      const ready = before.then(async () => {
        const url = new URL(sheet.file, baseUrl).href;
        const bytes = await readBytes({ url }, "data", signal);
        const image = await decodeImage(new Blob([bytes]), sheet.file);
        cutSheet(image, sheet.columns, sheet.count, this.#pictures, at);
      });
      // Whoever asks for these images is told of the failure; nobody asking is no failure.
      ready.catch(() => {});
      before = ready;
      start += sheet.count;
      this.#sheets.push({ end: start, ready });
    }
  }

  async get(indices: ArrayLike<number>): Promise<RgbaImage[]> {
    let last = -1;
    for (let i = 0; i < indices.length; i++) last = Math.max(last, indices[i]);
    for (const { end, ready } of this.#sheets) {
      await ready;
      if (last < end) break;
    }
    return picturesAt(this.#pictures, indices);
  }
}

/** Views of the images at `indices`. */
export function picturesAt({ rgba, width, height }: PictureStack, indices: ArrayLike<number>): RgbaImage[] {
  const bytes = width * height * 4;
  return Array.from(indices, (index) => ({
    data: rgba.subarray(index * bytes, (index + 1) * bytes),
    width,
    height,
  }));
}

/** Both splits of a set share the memory that there is for images. */
const CACHE_BYTES_OF_SPLIT = CACHE_BYTES / 2;

/** A split of dropped images, decoded when they are asked for, in the size they are asked for. */
export class ItemSplit implements PictureSplit {
  readonly kind = "pictures";
  #pictures: ItemPictures | null = null;

  constructor(
    private readonly items: readonly Item[],
    readonly labels: Int32Array,
    private readonly decodeTo: DecodeTo,
    readonly fields?: ItemFields,
  ) {}

  /** Of the size that was asked for last. */
  get damaged(): ReadonlyMap<number, LabError> {
    return this.#pictures?.damaged ?? new Map();
  }

  get(
    indices: ArrayLike<number>,
    target: PictureTarget,
    signal: AbortSignal,
    isGlance = false,
  ): Promise<(RgbaImage | null)[]> {
    const known = this.#pictures && sameTarget(this.#pictures.target, target) ? this.#pictures : null;
    const pictures =
      known ?? new ItemPictures(this.items, target, this.decodeTo, isGlance ? 0 : CACHE_BYTES_OF_SPLIT);
    if (!isGlance) this.#pictures = pictures;
    return pictures.get(indices, signal);
  }
}

const sameTarget = (a: PictureTarget, b: PictureTarget) =>
  a.width === b.width && a.height === b.height && a.resize === b.resize;
