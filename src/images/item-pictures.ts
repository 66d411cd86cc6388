import { LabError } from "#failures/lab-error.ts";
import type { Item, RawPixels } from "./items.ts";
import { resizeInto } from "./resize/resize.ts";
import type { PictureTarget } from "./resize/resize-axis.ts";
import type { RgbaImage } from "./sheet.ts";

/** Decodes an encoded image to a target; `PictureDecoder.decodeTo` in a browser. */
export type DecodeTo = (target: PictureTarget, encoded: Blob, name: string) => Promise<RgbaImage>;

/** Bytes of images that are kept: some 1300 of 224×224. */
export const CACHE_BYTES = 256 * 2 ** 20;

/** Images that are decoded at the same time. */
const CONCURRENT = 4;

/**
 * The images of a set in the size that a network gets. They are decoded when they are asked for, a few at a time,
 * and the first ones, up to `cacheBytes`, are kept. Nothing is thrown out for later ones: passes go through a set in
 * the same order, so that of a set larger than the cache the least recently used image is always the next one.
 */
export class ItemPictures {
  readonly #kept = new Map<number, RgbaImage>();
  readonly #damaged = new Map<number, LabError>();
  #bytes = 0;

  constructor(
    private readonly items: readonly Item[],
    readonly target: PictureTarget,
    private readonly decodeTo: DecodeTo,
    private readonly cacheBytes = CACHE_BYTES,
  ) {}

  /** What has turned out to be undecodable so far, by index; `data.decode-failed` with the path as its name. */
  get damaged(): ReadonlyMap<number, LabError> {
    return this.#damaged;
  }

  /**
   * The images at `indices`, in that order; null for those that are damaged and for tensors, which are no images.
   *
   * @throws the signal's reason when it is aborted
   */
  async get(indices: ArrayLike<number>, signal: AbortSignal): Promise<(RgbaImage | null)[]> {
    const pictures = new Array<RgbaImage | null>(indices.length).fill(null);
    let next = 0;
    const work = async () => {
      while (next < indices.length) {
        signal.throwIfAborted();
        const at = next++;
        pictures[at] = await this.#picture(indices[at]);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT }, work));
    return pictures;
  }

  async #picture(index: number): Promise<RgbaImage | null> {
    const kept = this.#kept.get(index);
    if (kept || this.#damaged.has(index)) return kept ?? null;
    const { path, content } = this.items[index];
    if (content.kind === "tensor") return null;
    try {
      const picture =
        content.kind === "pixels"
          ? sizedPixels(content, this.target)
          : await this.decodeTo(this.target, content.blob, path);
      this.#keep(index, picture);
      return picture;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.#damaged.set(index, error);
      return null;
    }
  }

  #keep(index: number, picture: RgbaImage): void {
    const bytes = picture.data.length;
    if (this.#bytes + bytes > this.cacheBytes || this.#kept.has(index)) return;
    this.#kept.set(index, picture);
    this.#bytes += bytes;
  }
}

/** Bare pixels as an opaque RGBA image. */
export function rgbaOf({ data, width, height, channels }: RawPixels): RgbaImage {
  const out = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; to < out.length; from += channels, to += 4) {
    out[to] = data[from];
    out[to + 1] = data[channels === 3 ? from + 1 : from];
    out[to + 2] = data[channels === 3 ? from + 2 : from];
    out[to + 3] = 255;
  }
  return { data: out, width, height };
}

function sizedPixels(pixels: RawPixels, target: PictureTarget): RgbaImage {
  const picture = rgbaOf(pixels);
  const { width, height } = target;
  if (picture.width === width && picture.height === height) return picture;
  const data = new Uint8ClampedArray(width * height * 4);
  resizeInto(picture, data, target);
  return { data, width, height };
}
