/** Red, green and blue, 0..255. */
export type Rgb = readonly [number, number, number];

/** Colours of the most negative, of zero and of the most positive weight. */
export interface DivergingPalette {
  negative: Rgb;
  zero: Rgb;
  positive: Rgb;
}

/**
 * One kernel as RGBA. A kernel of one channel is coloured from negative over zero to positive, ±`largest` at the
 * ends; one of three is a colour picture with mid-grey at zero.
 *
 * @param values `[channels][height][width]`
 */
export function kernelPixels(
  values: Float32Array,
  channels: 1 | 3,
  largest: number,
  palette: DivergingPalette,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = values.length / channels;
  const rgba = new Uint8ClampedArray(pixels * 4);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      const value = values[channels === 3 ? colour * pixels + pixel : pixel];
      const share = largest > 0 ? Math.max(-1, Math.min(1, value / largest)) : 0;
      rgba[pixel * 4 + colour] = channels === 3 ? 127.5 * (1 + share) : mixed(palette, colour, share);
    }
    rgba[pixel * 4 + 3] = 255;
  }
  return rgba;
}

function mixed({ negative, zero, positive }: DivergingPalette, colour: number, share: number): number {
  const end = share < 0 ? negative : positive;
  return zero[colour] + (end[colour] - zero[colour]) * Math.abs(share);
}

/** `after − before`, and the largest magnitude in it. */
export function difference(
  before: Float32Array,
  after: Float32Array,
): { values: Float32Array; largest: number } {
  const values = after.map((value, i) => value - before[i]);
  return { values, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}
