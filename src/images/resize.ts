import { type PictureTarget, resizeAxes, type Taps } from "./resize-axis.ts";
import { type ResizeRow, rowResizer } from "./resize-row.ts";
import type { RgbaImage } from "./sheet.ts";

const OPAQUE_BLACK = 0xff000000;

/**
 * Resizes a picture with a triangle filter (see `resizeAxes`) as its rows arrive, so that a large picture need not be
 * in memory as a whole. Padding is black; alpha is ignored, the result is opaque. Levels are rounded to the nearest,
 * ties to even (a clamped array's own rule).
 */
export class Resizer {
  /** The rectangle of the source that is needed. */
  readonly needs: { x: number; y: number; width: number; height: number };
  readonly #resizeRow: ResizeRow;
  readonly #line: Float64Array;
  /** Output rows that are being summed up, row i at i modulo their number. */
  readonly #sums: Float64Array[];
  readonly #rowTaps: readonly Taps[];
  readonly #out: Uint8ClampedArray;
  /** Where the output on the picture starts, and how far apart its rows are, in bytes. */
  readonly #start: number;
  readonly #pitch: number;
  #row = 0;
  #finished = 0;

  /** @param out receives the RGBA picture, `target.width · target.height · 4` bytes on a boundary of four */
  constructor(source: { width: number; height: number }, target: PictureTarget, out: Uint8ClampedArray) {
    const { columns, rows } = resizeAxes(source, target);
    this.needs = { x: columns.first, y: rows.first, width: columns.count, height: rows.count };
    this.#resizeRow = rowResizer(columns);
    this.#line = new Float64Array(3 * columns.taps.length);
    this.#rowTaps = rows.taps;
    this.#sums = Array.from({ length: overlap(rows.taps) }, () => new Float64Array(this.#line.length));
    this.#out = out;
    this.#pitch = target.width * 4;
    this.#start = rows.from * this.#pitch + columns.from * 4;
    wordsOf(out).fill(OPAQUE_BLACK);
  }

  /**
   * Takes the next row of the rectangle: RGBA pixels as little-endian words from `at` on.
   *
   * @param swapped the words are BGRA; the same for all rows
   */
  push(words: Uint32Array, at: number, swapped = false): void {
    const line = this.#line;
    this.#resizeRow(words, at, line);
    const taps = this.#rowTaps;
    const row = this.#row++;
    for (let i = this.#finished; i < taps.length && taps[i].from <= row; i++) {
      const { from, weights } = taps[i];
      const sums = this.#sums[i % this.#sums.length];
      const weight = weights[row - from];
      if (row === from) for (let k = 0; k < line.length; k++) sums[k] = weight * line[k];
      else for (let k = 0; k < line.length; k++) sums[k] += weight * line[k];
      if (row === from + weights.length - 1) this.#finish(i, sums, swapped);
    }
  }

  #finish(i: number, sums: Float64Array, swapped: boolean): void {
    const out = this.#out;
    const red = swapped ? 2 : 0;
    let to = this.#start + i * this.#pitch;
    for (let k = 0; k < sums.length; k += 3, to += 4) {
      out[to] = sums[k + red];
      out[to + 1] = sums[k + 1];
      out[to + 2] = sums[k + 2 - red];
    }
    this.#finished = i + 1;
  }
}

/** Most output rows that one source row has a part in. */
function overlap(taps: readonly Taps[]): number {
  let most = 1;
  for (let i = 0, ahead = 0; i < taps.length; i++) {
    const last = taps[i].from + taps[i].weights.length - 1;
    while (ahead < taps.length && taps[ahead].from <= last) ahead++;
    most = Math.max(most, ahead - i);
  }
  return most;
}

/** RGBA bytes as words. */
export function wordsOf({ buffer, byteOffset, length }: Uint8ClampedArray): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length / 4);
}

/** Resizes an RGBA picture; see `Resizer`. Both pictures start on a boundary of four bytes. */
export function resizeInto(image: RgbaImage, out: Uint8ClampedArray, target: PictureTarget): void {
  const resizer = new Resizer(image, target, out);
  const words = wordsOf(image.data);
  const { x, y, height } = resizer.needs;
  for (let row = y; row < y + height; row++) resizer.push(words, row * image.width + x);
}
