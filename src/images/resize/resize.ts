import type { RgbaImage } from "../sheet.ts";
import { type PictureTarget, resizeAxes, type Taps } from "./resize-axis.ts";
import { type ResizeRow, rowResizer } from "./resize-row.ts";

const OPAQUE_BLACK = 0xff000000;

/** Output rows of at most this many source rows are made of these at once; deeper ones are summed up as rows arrive. */
const SHALLOW = 4;

/**
 * Resizes an image with a triangle filter (see `resizeAxes`) as its rows arrive, so that a large image need not be
 * in memory as a whole. Padding is black; alpha is ignored, the result is opaque. Levels are rounded to the nearest,
 * ties to even.
 */
export class Resizer {
  readonly #plan: ResizePlan;
  /** The last source rows, resized along their length, row r at r modulo their number: as many as make a shallow row, else one. */
  readonly #lines: Float64Array[];
  /** Deep output rows that are being summed up, row i at i modulo their number. */
  readonly #sums: Float64Array[];
  readonly #out: Uint32Array;
  /** How far apart the rows of the output are, in pixels. */
  readonly #pitch: number;
  #row = 0;
  #finished = 0;

  /** @param out receives the RGBA image, `target.width · target.height · 4` bytes on a boundary of four */
  constructor(source: { width: number; height: number }, target: PictureTarget, out: Uint8ClampedArray) {
    this.#plan = resizePlan(source, target);
    const { columns, depth, overlap } = this.#plan;
    const lines = (count: number) => Array.from({ length: count }, () => new Float64Array(3 * columns));
    const isShallow = depth <= SHALLOW;
    this.#lines = lines(isShallow ? depth : 1);
    this.#sums = isShallow ? [] : lines(overlap);
    this.#out = wordsOf(out).fill(OPAQUE_BLACK);
    this.#pitch = target.width;
  }

  /** The rectangle of the source that is needed. */
  get needs(): ResizePlan["needs"] {
    return this.#plan.needs;
  }

  /**
   * Takes the next row of the rectangle: RGBA pixels as little-endian words from `at` on.
   *
   * @param swapped the words are BGRA; the same for all rows
   */
  push(words: Uint32Array, at: number, swapped = false): void {
    const { resizeRow, rowTaps } = this.#plan;
    const row = this.#row++;
    const line = this.#line(row);
    resizeRow(words, at, line);
    for (let i = this.#finished; i < rowTaps.length && rowTaps[i].from <= row; i++) {
      const { from, weights } = rowTaps[i];
      const isLast = row === from + weights.length - 1;
      if (this.#sums.length > 0) {
        const sums = this.#sums[i % this.#sums.length];
        addTo(sums, line, weights[row - from], row === from);
        if (isLast) this.#write(i, swapped, sums, sums, sums, sums, 1, 0, 0, 0);
      } else if (isLast) this.#blend(i, swapped, from, weights);
      if (isLast) this.#finished = i + 1;
    }
  }

  #line(row: number): Float64Array {
    return this.#lines[row % this.#lines.length];
  }

  /** An output row from the few source rows that it is made of. */
  #blend(i: number, swapped: boolean, from: number, weights: Float64Array): void {
    const [wa, wb = 0, wc = 0, wd = 0] = weights;
    const rows = [
      this.#line(from),
      this.#line(from + 1),
      this.#line(from + 2),
      this.#line(from + 3),
    ] as const;
    this.#write(i, swapped, ...rows, wa, wb, wc, wd);
  }

  #write(i: number, swapped: boolean, ...rows: FourRows): void {
    blend(this.#out, this.#plan.start + i * this.#pitch, swapped, ...rows);
  }
}

function addTo(sums: Float64Array, line: Float64Array, weight: number, isFirst: boolean): void {
  if (isFirst) for (let k = 0; k < line.length; k++) sums[k] = weight * line[k];
  else for (let k = 0; k < line.length; k++) sums[k] += weight * line[k];
}

/** Four lines and their weights. */
type FourRows = [
  ...lines: [a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array],
  ...weights: [wa: number, wb: number, wc: number, wd: number],
];

/** Adding it leaves no room for a fraction: the sum is rounded to the nearest whole number, ties to even. */
const ROUND = 1.5 * 2 ** 52;

/** Writes the weighted sum of four lines as opaque pixels from word `to` on. */
function blend(
  out: Uint32Array,
  to: number,
  swapped: boolean,
  ...[a, b, c, d, wa, wb, wc, wd]: FourRows
): void {
  const first = swapped ? 2 : 0;
  for (let k = 0, at = to; k < a.length; k += 3, at++) {
    const r = k + first;
    const g = k + 1;
    const l = k + 2 - first;
    const red = wa * a[r] + wb * b[r] + wc * c[r] + wd * d[r] + ROUND - ROUND;
    const green = wa * a[g] + wb * b[g] + wc * c[g] + wd * d[g] + ROUND - ROUND;
    const blue = wa * a[l] + wb * b[l] + wc * c[l] + wd * d[l] + ROUND - ROUND;
    out[at] = red | (green << 8) | (blue << 16) | OPAQUE_BLACK;
  }
}

/** RGBA bytes as words. */
export function wordsOf({ buffer, byteOffset, length }: Uint8ClampedArray): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length / 4);
}

/** Resizes an RGBA image; see `Resizer`. Both images start on a boundary of four bytes. */
export function resizeInto(image: RgbaImage, out: Uint8ClampedArray, target: PictureTarget): void {
  const resizer = new Resizer(image, target, out);
  const words = wordsOf(image.data);
  const { x, y, height } = resizer.needs;
  for (let row = y; row < y + height; row++) resizer.push(words, row * image.width + x);
}

interface Size {
  width: number;
  height: number;
}

/** All of a resize that depends on the two sizes alone. */
interface ResizePlan {
  /** The rectangle of the source that is needed. */
  needs: { x: number; y: number; width: number; height: number };
  resizeRow: ResizeRow;
  /** Output pixels of a row that lie on the image. */
  columns: number;
  /** One for each output row on the image, of the needed source rows. */
  rowTaps: readonly Taps[];
  /** Most source rows that one output row is made of. */
  depth: number;
  /** Most output rows that one source row has a part in. */
  overlap: number;
  /** Where the output on the image starts, in pixels. */
  start: number;
}

let last: { key: string; plan: ResizePlan } | null = null;

/** The plan for two sizes. The last one is kept: the images of a set often have one size. */
function resizePlan(source: Size, target: PictureTarget): ResizePlan {
  const key = [source.width, source.height, target.width, target.height, target.resize].join();
  if (last?.key !== key) last = { key, plan: madeFor(source, target) };
  return last.plan;
}

function madeFor(source: Size, target: PictureTarget): ResizePlan {
  const { columns, rows } = resizeAxes(source, target);
  return {
    needs: { x: columns.first, y: rows.first, width: columns.count, height: rows.count },
    resizeRow: rowResizer(columns),
    columns: columns.taps.length,
    rowTaps: rows.taps,
    depth: rows.taps.reduce((most, { weights }) => Math.max(most, weights.length), 1),
    overlap: overlapOf(rows.taps),
    start: rows.from * target.width + columns.from,
  };
}

function overlapOf(taps: readonly Taps[]): number {
  let most = 1;
  for (let i = 0, ahead = 0; i < taps.length; i++) {
    const last = taps[i].from + taps[i].weights.length - 1;
    while (ahead < taps.length && taps[ahead].from <= last) ahead++;
    most = Math.max(most, ahead - i);
  }
  return most;
}
