import type { Preprocess } from "#core/recipe.ts";
import { roundHalfToEven } from "#core/rounding.ts";
import { resizeInto } from "./resize.ts";
import type { PictureStack } from "./sheet.ts";

/** Rec. 601 luma, as Pillow's `convert("L")` uses it. */
const LUMA = [0.299, 0.587, 0.114];
const CHANNEL_OFFSETS = { rgb: [0, 1, 2], bgr: [2, 1, 0], gray: [0] } as const;

/** Turns pictures into network input by one recipe. Tables and scratch space are made once. */
export class Preprocessor {
  readonly channels: number;
  /** Dimensions of one picture's input, without the batch. */
  readonly dims: readonly number[];
  /** `tables[c][level]` is `(level·scale − mean[c]) / std[c]`, in float32. */
  readonly #tables: Float32Array[];
  readonly #resized: Uint8ClampedArray;

  constructor(readonly spec: Preprocess) {
    const { size, layout, channels, scale, mean, std } = spec;
    this.channels = CHANNEL_OFFSETS[channels].length;
    this.dims = layout === "nchw" ? [this.channels, size, size] : [size, size, this.channels];
    this.#tables = Array.from({ length: this.channels }, (_, c) =>
      Float32Array.from({ length: 256 }, (_, level) => (level * scale - (mean[c] ?? 0)) / (std[c] ?? 1)),
    );
    this.#resized = new Uint8ClampedArray(size * size * 4);
  }

  /** Float32 values of one picture. */
  get length(): number {
    return this.channels * this.spec.size * this.spec.size;
  }

  /**
   * Writes the pictures at `indices` into a new batch, in that order, `[n, …dims]`. Grey is Rec. 601 luma
   * rounded to a level before the table is applied.
   */
  batch(pictures: PictureStack, indices: ArrayLike<number>): Float32Array {
    const out = new Float32Array(indices.length * this.length);
    for (let i = 0; i < indices.length; i++) this.#write(pictures, indices[i], out, i * this.length);
    return out;
  }

  #write(pictures: PictureStack, index: number, out: Float32Array, at: number): void {
    const { size, layout, channels } = this.spec;
    const pixels = this.#sized(pictures, index);
    const area = size * size;
    const step = layout === "nchw" ? 1 : this.channels;
    for (let c = 0; c < this.channels; c++) {
      const table = this.#tables[c];
      let to = at + (layout === "nchw" ? c * area : c);
      if (channels === "gray") {
        for (let p = 0; p < area * 4; p += 4, to += step) {
          const luma = LUMA[0] * pixels[p] + LUMA[1] * pixels[p + 1] + LUMA[2] * pixels[p + 2];
          out[to] = table[roundHalfToEven(luma)];
        }
      } else {
        for (let p = CHANNEL_OFFSETS[channels][c]; p < area * 4; p += 4, to += step)
          out[to] = table[pixels[p]];
      }
    }
  }

  #sized(pictures: PictureStack, index: number): Uint8ClampedArray {
    const { size, resize } = this.spec;
    const { width, height, rgba } = pictures;
    const source = rgba.subarray(index * width * height * 4, (index + 1) * width * height * 4);
    if (width === size && height === size) return source;
    resizeInto({ data: source, width, height }, this.#resized, size, resize);
    return this.#resized;
  }
}
