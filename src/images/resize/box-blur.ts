import type { RgbaImage } from "../sheet.ts";

/**
 * Box blur of an RGBA image: every colour becomes the mean over the square of `2·radius + 1` pixels on a side
 * around it, rounded half to even. A pixel at the edge of a square with a fractional radius counts by the
 * fraction; what lies outside the image does not count. Alpha stays. `out` must not be the image's own data.
 *
 * @param radius in pixels, not negative
 */
export function blurInto({ data, width, height }: RgbaImage, radius: number, out: Uint8ClampedArray): void {
  // Sums first and one division at the end: with a whole radius the sums are whole numbers, hence exact.
  const rowSums = new Float64Array(width * height);
  const line = new Float64Array(Math.max(width, height));
  const sums = new Float64Array(line.length);
  const across = windowWeights(width, radius);
  const down = windowWeights(height, radius);
  for (let colour = 0; colour < 3; colour++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) line[x] = data[(y * width + x) * 4 + colour];
      windowSums(line, width, radius, sums);
      rowSums.set(sums.subarray(0, width), y * width);
    }
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) line[y] = rowSums[y * width + x];
      windowSums(line, height, radius, sums);
      for (let y = 0; y < height; y++) out[(y * width + x) * 4 + colour] = sums[y] / (across[x] * down[y]);
    }
  }
  for (let p = 3; p < data.length; p += 4) out[p] = data[p];
}

/** How much the pixels of each window count together. */
function windowWeights(length: number, radius: number): Float64Array {
  const weights = new Float64Array(length);
  windowSums(new Float64Array(length).fill(1), length, radius, weights);
  return weights;
}

/** Sums over the window around each of the first `length` values of `line`. */
function windowSums(line: Float64Array, length: number, radius: number, sums: Float64Array): void {
  const reach = Math.floor(radius);
  const fraction = radius - reach;
  let whole = 0;
  for (let i = 0; i < Math.min(reach, length); i++) whole += line[i];
  for (let i = 0; i < length; i++) {
    // The pixels from…to count fully, their neighbours by the fraction.
    const from = i - reach;
    const to = i + reach;
    if (to < length) whole += line[to];
    if (from > 0) whole -= line[from - 1];
    const edges = (from > 0 ? line[from - 1] : 0) + (to < length - 1 ? line[to + 1] : 0);
    sums[i] = whole + fraction * edges;
  }
}
