/** What transparent pixels are laid over. */
const BACKGROUND = "white";

/** Pixels that are drawn and read at a time: half a MiB, which stays in the processor's cache. */
const BAND_PIXELS = 2 ** 17;

/** Whether red and blue change places in the formats in which browsers hand out a canvas. */
const SWAPPED: Readonly<Record<string, boolean>> = { RGBA: false, RGBX: false, BGRA: true, BGRX: true };

/** Rows of opaque pixels. */
export interface Band {
  /** Four bytes a pixel, little-endian words; valid until the next band is asked for. */
  words: Uint32Array;
  rows: number;
  /** The words are blue, green, red instead of red, green, blue. */
  swapped: boolean;
}

/** Pixels of a bitmap. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Reads the pixels of bitmaps a few rows at a time, transparent ones laid over white. They are copied by way of a
 * video frame where the browser has them, into memory that is used again: `getImageData` takes new memory for
 * every band, which costs five times as much as the copying. A bitmap that is known to be opaque need not be drawn on
 * a canvas first, unless it was turned as its EXIF says: its frame has the pixels as they lie in the file. A reader
 * reads one bitmap at a time.
 */
export class BandReader {
  readonly #canvas = new OffscreenCanvas(1, 1);
  // Opaque, so that pixels need no division by alpha.
  readonly #context = this.#canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  #words = new Uint32Array();

  /** The rows of a rectangle of a bitmap, from the top. */
  async *read(
    bitmap: ImageBitmap,
    { x, y, width, height }: Rectangle,
    isOpaque: boolean,
  ): AsyncGenerator<Band, void, undefined> {
    const bandRows = Math.min(height, Math.max(1, Math.floor(BAND_PIXELS / width)));
    const frame = isOpaque ? frameOf(bitmap) : null;
    if (frame) {
      try {
        if (this.#words.length < width * bandRows) this.#words = new Uint32Array(width * bandRows);
        const swapped = SWAPPED[frame.format ?? ""] ?? false;
        for (let done = 0; done < height; done += bandRows) {
          const rows = Math.min(bandRows, height - done);
          await frame.copyTo(this.#words, { rect: { x, y: y + done, width, height: rows } });
          yield { words: this.#words, rows, swapped };
        }
      } finally {
        frame.close();
      }
      return;
    }
    const canvas = this.#canvas;
    const context = this.#context;
    if (!context) throw new Error("no 2D canvas");
    if (canvas.width < width) canvas.width = width;
    if (canvas.height < bandRows) canvas.height = bandRows;
    if (this.#words.length < width * bandRows) this.#words = new Uint32Array(width * bandRows);
    for (let done = 0; done < height; done += bandRows) {
      const rows = Math.min(bandRows, height - done);
      context.fillStyle = BACKGROUND;
      context.fillRect(0, 0, width, rows);
      context.drawImage(bitmap, x, y + done, width, rows, 0, 0, width, rows);
      const swapped = await copyFrame(canvas, width, rows, this.#words);
      if (swapped !== null) yield { words: this.#words, rows, swapped };
      else {
        const { data } = context.getImageData(0, 0, width, rows);
        yield { words: new Uint32Array(data.buffer), rows, swapped: false };
      }
    }
  }
}

/** The bitmap's own pixels; null where the browser does not give them, or only as they lay before they were turned. */
function frameOf(bitmap: ImageBitmap): VideoFrame | null {
  if (typeof VideoFrame === "undefined") return null;
  const frame: VideoFrame & { rotation?: number; flip?: boolean } = new VideoFrame(bitmap, { timestamp: 0 });
  const isWhole = frame.codedWidth === bitmap.width && frame.codedHeight === bitmap.height;
  const isUpright = frame.rotation === 0 && frame.flip === false;
  if (isWhole && isUpright && (frame.format ?? "") in SWAPPED) return frame;
  frame.close();
  return null;
}

/** Copies the top left of a canvas; whether red and blue are swapped, null where the browser cannot. */
async function copyFrame(
  canvas: OffscreenCanvas,
  width: number,
  height: number,
  out: Uint32Array,
): Promise<boolean | null> {
  if (typeof VideoFrame === "undefined") return null;
  const frame = new VideoFrame(canvas, { timestamp: 0 });
  try {
    const swapped = SWAPPED[frame.format ?? ""];
    const rect = { x: 0, y: 0, width, height };
    if (swapped === undefined || frame.allocationSize({ rect }) !== width * height * 4) return null;
    await frame.copyTo(out, { rect });
    return swapped;
  } finally {
    frame.close();
  }
}
