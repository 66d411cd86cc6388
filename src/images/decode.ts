import { LabError } from "#core/lab-error.ts";
import { MAX_PIXELS, pictureSize } from "./picture-size.ts";
import { PixelGate } from "./pixel-gate.ts";
import { Resizer, wordsOf } from "./resize.ts";
import type { PictureTarget } from "./resize-axis.ts";
import type { RgbaImage } from "./sheet.ts";

/** What transparent pixels are laid over. */
const BACKGROUND = "white";

/** After this long a picture counts as damaged: a few kilobytes can keep a decoder busy for minutes. */
const DECODE_LIMIT_MS = 10_000;

/** Pixels that are drawn and read at a time: 2 MiB, which stay in the processor's cache. */
const BAND_PIXELS = 2 ** 19;

/**
 * Decodes encoded pictures by the browser's own decoder, after `pictureSize` has accepted their headers: without
 * colour management, so that the same file gives the same numbers everywhere, turned as EXIF says, the first frame
 * of an animation, transparent pixels laid over white. Pictures that are being decoded at once have no more than
 * `MAX_PIXELS` pixels together.
 */
export class PictureDecoder {
  readonly #canvas = new OffscreenCanvas(1, 1);
  readonly #gate = new PixelGate(MAX_PIXELS);

  /**
   * A picture as large as it is.
   *
   * @throws LabError `data.decode-failed` (name, reason)
   */
  decode(encoded: Blob, name: string): Promise<RgbaImage> {
    return this.#open(encoded, name, (bitmap) => {
      const { width, height } = bitmap;
      return { data: this.#read(bitmap, 0, 0, width, height), width, height };
    });
  }

  /**
   * A picture resized to what a network gets (see `Resizer`). The large one is in memory only as the browser's bitmap.
   *
   * @throws LabError `data.decode-failed` (name, reason)
   */
  decodeTo(target: PictureTarget, encoded: Blob, name: string): Promise<RgbaImage> {
    return this.#open(encoded, name, (bitmap) => {
      const { width, height } = target;
      const data = new Uint8ClampedArray(width * height * 4);
      const resizer = new Resizer(bitmap, target, data);
      const { x, y, width: across, height: rows } = resizer.needs;
      const bandRows = Math.max(1, Math.floor(BAND_PIXELS / across));
      for (let done = 0; done < rows; done += bandRows) {
        const count = Math.min(bandRows, rows - done);
        const words = wordsOf(this.#read(bitmap, x, y + done, across, count));
        for (let row = 0; row < count; row++) resizer.push(words, row * across);
      }
      return { data, width, height };
    });
  }

  async #open<T>(encoded: Blob, name: string, use: (bitmap: ImageBitmap) => T): Promise<T> {
    try {
      const { width, height } = await pictureSize(encoded, name);
      return await this.#gate.pass(width * height, async () => {
        const bitmap = await inTime(createImageBitmap(encoded, { colorSpaceConversion: "none" }));
        try {
          return use(bitmap);
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

  /** Pixels of a part of a bitmap. */
  #read(bitmap: ImageBitmap, x: number, y: number, width: number, height: number) {
    const canvas = this.#canvas;
    if (canvas.width < width) canvas.width = width;
    if (canvas.height < height) canvas.height = height;
    // The same context each time; opaque, so that its pixels need no division by alpha.
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (!context) throw new Error("no 2D canvas");
    context.fillStyle = BACKGROUND;
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, x, y, width, height, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  }
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

/** A picture as large as it is; see `PictureDecoder.decode`. */
export const decodeImage = (encoded: Blob, name: string): Promise<RgbaImage> =>
  new PictureDecoder().decode(encoded, name);
