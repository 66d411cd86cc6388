import type { Distortion } from "#experiment/recipe.ts";
import { splitmix32 } from "#statistics/sampling.ts";
import type { RgbaImage } from "../sheet.ts";
import { blurInto } from "./box-blur.ts";

const MID_GREY = 127.5;

/** Whether a distortion leaves every image as it is. */
export function isIdentity({ brightness, contrast, blur, noise }: Distortion): boolean {
  return brightness === 1 && contrast === 1 && blur === 0 && noise === 0;
}

/**
 * Writes a distorted copy of an RGBA image to `out`: brightness, then contrast, then blur, then noise. Each
 * step takes 8-bit levels and gives 8-bit levels, rounded half to even and clamped to 0..255, as a chain of
 * cameras and editors does, so that what one step saturates the next cannot bring back. Alpha stays.
 * - brightness: `v · brightness`
 * - contrast: `(v − 127.5) · contrast + 127.5`
 * - blur: see `blurInto`
 * - noise: `v + noise · n`, with n approximately standard normal and drawn for every pixel and colour
 *
 * The noise is a function of `seed` and `index` alone, the same on every machine.
 *
 * @param index of the image in its split
 * @param out as long as the image's data
 */
export function distortInto(
  { data, width, height }: RgbaImage,
  distortion: Distortion,
  seed: number,
  index: number,
  out: Uint8ClampedArray,
): void {
  const levels = toneTable(distortion);
  for (let p = 0; p < data.length; p += 4) {
    out[p] = levels[data[p]];
    out[p + 1] = levels[data[p + 1]];
    out[p + 2] = levels[data[p + 2]];
    out[p + 3] = data[p + 3];
  }
  if (distortion.blur > 0) blurInto({ data: out.slice(), width, height }, distortion.blur, out);
  if (distortion.noise > 0) addNoise(out, distortion.noise, seed, index);
}

/**
 * Distorted copies of images of any size; see `distortInto`.
 *
 * @param indices of the images in their split, on which their noise depends
 */
export function distortedPictures(
  pictures: readonly RgbaImage[],
  indices: ArrayLike<number>,
  distortion: Distortion,
  seed: number,
): RgbaImage[] {
  return pictures.map((picture, i) => {
    const data = new Uint8ClampedArray(picture.data.length);
    distortInto(picture, distortion, seed, indices[i], data);
    return { ...picture, data };
  });
}

/** The level that brightness and contrast make of each level. A clamped array rounds half to even. */
function toneTable({ brightness, contrast }: Distortion): Uint8ClampedArray {
  const levels = Uint8ClampedArray.from({ length: 256 }, (_, level) => level * brightness);
  return levels.map((level) => (level - MID_GREY) * contrast + MID_GREY);
}

/** Twelve uniform numbers of 16 bits have this sum on average, and a standard deviation of 2^16 (to 1e-10). */
const MEAN_OF_TWELVE = (12 * (2 ** 16 - 1)) / 2;

/**
 * Adds noise that is normal but for its tails, which end at six standard deviations: the sum of twelve uniform
 * numbers. In whole numbers, unlike a transform by logarithm and cosine, which browsers compute differently.
 */
function addNoise(pixels: Uint8ClampedArray, deviation: number, seed: number, index: number): void {
  // Hashed one after the other: the images of one seed must not be those of another in another order.
  const random = splitmix32(splitmix32(splitmix32(seed)() ^ index)());
  const factor = deviation / 2 ** 16;
  for (let p = 0; p < pixels.length; p++) {
    if (p % 4 === 3) continue;
    let sum = 0;
    for (let i = 0; i < 6; i++) {
      const bits = random();
      sum += (bits & 0xffff) + (bits >>> 16);
    }
    pixels[p] += (sum - MEAN_OF_TWELVE) * factor;
  }
}
