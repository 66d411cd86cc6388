import type { Preprocess } from "#experiment/recipe.ts";
import { roundHalfToEven } from "#numerics/rounding.ts";
import { resizeInto } from "../resize/resize.ts";
import type { PictureTarget } from "../resize/resize-axis.ts";
import type { PictureStack, RgbaImage } from "../sheet.ts";

/** Rec. 601 luma, as Pillow's `convert("L")` uses it. */
const LUMA = [0.299, 0.587, 0.114];
const CHANNEL_OFFSETS = { rgb: [0, 1, 2], bgr: [2, 1, 0], gray: [0] } as const;

/** The size of image that a network gets, and how others are made to fit. */
export function targetOf({ size, height = size, resize }: Preprocess): PictureTarget {
  return { width: size, height, resize };
}

/** Turns images into network input by one recipe. Tables and scratch space are made once. */
export class Preprocessor {
  readonly channels: number;
  readonly target: PictureTarget;
  /** Dimensions of one image's input, without the batch. */
  readonly dims: readonly number[];
  /** `tables[c][level]` is `(level·scale − mean[c]) / std[c]`, in float32. */
  readonly #tables: Float32Array[];
  readonly #resized: Uint8ClampedArray;

  constructor(readonly spec: Preprocess) {
    const { layout, channels, scale, mean, std } = spec;
    this.channels = CHANNEL_OFFSETS[channels].length;
    this.target = targetOf(spec);
    const { width, height } = this.target;
    this.dims = layout === "nchw" ? [this.channels, height, width] : [height, width, this.channels];
    this.#tables = Array.from({ length: this.channels }, (_, c) =>
      Float32Array.from({ length: 256 }, (_, level) => (level * scale - (mean[c] ?? 0)) / (std[c] ?? 1)),
    );
    this.#resized = new Uint8ClampedArray(width * height * 4);
  }

  /** Float32 values of one image. */
  get length(): number {
    return this.channels * this.target.width * this.target.height;
  }

  /**
   * Writes the images at `indices` into a new batch, in that order, `[n, …dims]`. Grey is Rec. 601 luma
   * rounded to a level before the table is applied.
   */
  batch({ rgba, width, height }: PictureStack, indices: ArrayLike<number>): Float32Array {
    const out = new Float32Array(indices.length * this.length);
    const bytes = width * height * 4;
    for (let i = 0; i < indices.length; i++) {
      const data = rgba.subarray(indices[i] * bytes, (indices[i] + 1) * bytes);
      this.#write({ data, width, height }, out, i * this.length);
    }
    return out;
  }

  /** As `batch`, for images of any sizes, in the order given; zeros where there is none. */
  batchOf(pictures: readonly (RgbaImage | null)[]): Float32Array {
    const out = new Float32Array(pictures.length * this.length);
    pictures.forEach((picture, i) => {
      if (picture) this.#write(picture, out, i * this.length);
    });
    return out;
  }

  /**
   * Network input put back on the scale of levels, `(value · std[c] + mean[c]) / scale`, rounded half to even and
   * clamped to 0..255: opaque RGBA, grey as it is, colours in the order red, green, blue.
   *
   * @param batch `[n, …dims]`
   */
  levels(batch: Float32Array): { width: number; height: number; rgba: Uint8ClampedArray<ArrayBuffer> } {
    const { layout, channels, scale, mean, std } = this.spec;
    const { width, height } = this.target;
    const area = width * height;
    const rgba = new Uint8ClampedArray((batch.length / this.channels) * 4).fill(255);
    const [plane, step] = layout === "nchw" ? [area, 1] : [1, this.channels];
    for (let shown = 0; shown < 3; shown++) {
      const c = channels === "gray" ? 0 : CHANNEL_OFFSETS[channels][shown];
      for (let at = 0, to = shown; at < batch.length; at += this.length) {
        for (let p = 0, from = at + c * plane; p < area; p++, from += step, to += 4)
          rgba[to] = (batch[from] * std[c] + mean[c]) / scale;
      }
    }
    return { width, height, rgba };
  }

  #write(picture: RgbaImage, out: Float32Array, at: number): void {
    const { layout, channels } = this.spec;
    const pixels = this.#sized(picture);
    const area = pixels.length / 4;
    const plane = layout === "nchw" ? area : 1;
    const step = layout === "nchw" ? 1 : this.channels;
    if (channels === "gray") {
      const [table] = this.#tables;
      for (let p = 0, to = at; p < pixels.length; p += 4, to += step) {
        const luma = LUMA[0] * pixels[p] + LUMA[1] * pixels[p + 1] + LUMA[2] * pixels[p + 2];
        out[to] = table[roundHalfToEven(luma)];
      }
      return;
    }
    const [first, second, third] = this.#tables;
    const [offset, , last] = CHANNEL_OFFSETS[channels];
    for (let p = 0, to = at; p < pixels.length; p += 4, to += step) {
      out[to] = first[pixels[p + offset]];
      out[to + plane] = second[pixels[p + 1]];
      out[to + 2 * plane] = third[pixels[p + last]];
    }
  }

  #sized(picture: RgbaImage): Uint8ClampedArray {
    const { width, height } = this.target;
    if (picture.width === width && picture.height === height) return picture.data;
    resizeInto(picture, this.#resized, this.target);
    return this.#resized;
  }
}
