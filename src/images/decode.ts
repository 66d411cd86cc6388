import { LabError } from "#failures/lab-error.ts";
import { BandReader } from "./resize/band-reader.ts";
import { Resizer } from "./resize/resize.ts";
import type { PictureTarget } from "./resize/resize-axis.ts";
import type { RgbaImage } from "./sheet.ts";
import { type Orientation, turned } from "./size/orientation.ts";
import { MAX_PIXELS, pictureSize } from "./size/picture-size.ts";
import { PixelGate } from "./size/pixel-gate.ts";

/** After this long an image counts as damaged: a few kilobytes can keep a decoder busy for minutes. */
const DECODE_LIMIT_MS = 10_000;

const UNCONVERTED: ImageBitmapOptions = { colorSpaceConversion: "none" };

/**
 * Decodes encoded images by the browser's own decoder, after `pictureSize` has accepted their headers: without
 * colour management, so that the same file gives the same numbers everywhere, turned as EXIF says, the first frame
 * of an animation, transparent pixels laid over white. Images that are being decoded at once have no more than
 * `MAX_PIXELS` pixels together.
 */
export class PictureDecoder {
  readonly #gate = new PixelGate(MAX_PIXELS);
  /** As many as images have been read at once. */
  readonly #idle: BandReader[] = [];

  /**
   * An image as large as it is.
   *
   * @throws LabError `data.decode-failed` (name, reason)
   */
  decode(encoded: Blob, name: string): Promise<RgbaImage> {
    return this.#open(encoded, name, ({ width, height }) => ({ width, height, resize: "stretch" }));
  }

  /**
   * An image resized to what a network gets (see `Resizer`). The large one is in memory only as the browser's bitmap.
   *
   * @throws LabError `data.decode-failed` (name, reason)
   */
  decodeTo(target: PictureTarget, encoded: Blob, name: string): Promise<RgbaImage> {
    return this.#open(encoded, name, () => target);
  }

  async #open(
    encoded: Blob,
    name: string,
    targetOf: (bitmap: ImageBitmap) => PictureTarget,
  ): Promise<RgbaImage> {
    try {
      const { width, height, isPlain, isPng, orientation } = await pictureSize(encoded, name);
      return await this.#gate.pass(width * height, async () => {
        // Asking for no conversion takes a third longer, also where there is nothing to convert.
        const options = isPlain ? undefined : UNCONVERTED;
        let bitmap = await inTime(createImageBitmap(encoded, options));
        try {
          if (orientation !== 1 && !(await browserTurns(isPng ? "png" : "webp")))
            bitmap = await this.#turned(bitmap, orientation);
          return await this.#resized(bitmap, targetOf(bitmap), isPlain);
        } finally {
          bitmap.close();
        }
      });
    } catch (cause) {
      if (cause instanceof LabError) throw cause;
      // Not only damage: files that were dropped may have changed or gone since.
      const reason = "the browser cannot read or decode it";
      throw new LabError("data.decode-failed", { name, reason }, { cause });
    }
  }

  /** The bitmap turned, in place of the one that was given. */
  async #turned(bitmap: ImageBitmap, orientation: Orientation): Promise<ImageBitmap> {
    const { width, height } = bitmap;
    const stored = await this.#resized(bitmap, { width, height, resize: "stretch" }, false);
    bitmap.close();
    const { data, ...size } = turned(stored, orientation);
    return createImageBitmap(
      new ImageData(new Uint8ClampedArray(data), size.width, size.height),
      UNCONVERTED,
    );
  }

  async #resized(bitmap: ImageBitmap, target: PictureTarget, isOpaque: boolean): Promise<RgbaImage> {
    const { width, height } = target;
    const data = new Uint8ClampedArray(width * height * 4);
    const resizer = new Resizer(bitmap, target, data);
    const reader = this.#idle.pop() ?? new BandReader();
    for await (const { words, rows, swapped } of reader.read(bitmap, resizer.needs, isOpaque)) {
      for (let row = 0; row < rows; row++) resizer.push(words, row * resizer.needs.width, swapped);
    }
    this.#idle.push(reader);
    return { data, width, height };
  }
}

/** Two pixels beside each other in a WebP and in a PNG file whose EXIF says that they stand one above the other. */
const TURNED_PAIRS = {
  webp: "UklGRlIAAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4TBEAAAAvAQAAAAdQmkrUqv+BiOh/AABFWElGGgAAAElJKgAIAAAAAQASAQMAAQAAAAYAAAAAAAAA",
  png: "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAGmVYSWZJSSoACAAAAAEAEgEDAAEAAAAGAAAAAAAAALdIESkAAAALSURBVHicY2D4DwABAgEAQr68aAAAAABJRU5ErkJggg==",
};

const turns: { [format in keyof typeof TURNED_PAIRS]?: Promise<boolean> } = {};

/** Whether this browser turns files of a format as their EXIF says. Browsers differ, so a file of two pixels is tried once. */
function browserTurns(format: keyof typeof TURNED_PAIRS): Promise<boolean> {
  const bytes = Uint8Array.from(atob(TURNED_PAIRS[format]), (letter) => letter.charCodeAt(0));
  turns[format] ??= createImageBitmap(new Blob([bytes]))
    .then(({ height }) => height === 2)
    .catch(() => false);
  return turns[format];
}

/** The bitmap unless it takes longer than `DECODE_LIMIT_MS`; one that comes later is not kept. */
async function inTime(decoding: Promise<ImageBitmap>): Promise<ImageBitmap> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let late = false;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late = true;
      reject(new Error(`not decoded after ${DECODE_LIMIT_MS} ms`));
    }, DECODE_LIMIT_MS);
  });
  decoding.then(
    (bitmap) => {
      if (late) bitmap.close();
    },
    () => {},
  );
  try {
    return await Promise.race([decoding, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** An image as large as it is; see `PictureDecoder.decode`. */
export const decodeImage = (encoded: Blob, name: string): Promise<RgbaImage> =>
  new PictureDecoder().decode(encoded, name);
