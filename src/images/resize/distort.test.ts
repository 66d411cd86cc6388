import { describe, expect, test } from "vitest";
import type { Distortion } from "#experiment/recipe.ts";
import { distortedPictures, distortInto, isIdentity } from "./distort.ts";

const NONE: Distortion = { brightness: 1, contrast: 1, blur: 0, noise: 0 };

/** One row of pixels of these levels of red, with green 7, blue 255 and alpha 9. */
function row(levels: number[]) {
  const data = new Uint8ClampedArray(levels.flatMap((level) => [level, 7, 255, 9]));
  return { data, width: levels.length, height: 1 };
}

function red(levels: number[], change: Partial<Distortion>, seed = 1, index = 0): number[] {
  const picture = row(levels);
  const out = new Uint8ClampedArray(picture.data.length);
  distortInto(picture, { ...NONE, ...change }, seed, index, out);
  expect(out.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 9)).toBe(true);
  return levels.map((_, i) => out[i * 4]);
}

test("copies are new images, each with the noise of its own index", () => {
  const picture = { data: new Uint8ClampedArray(32).fill(100), width: 4, height: 2 };
  const distortion = { ...NONE, noise: 20 };
  const [first, second] = distortedPictures([picture, picture], [2, 0], distortion, 6);
  const alone = new Uint8ClampedArray(32);
  distortInto(picture, distortion, 6, 2, alone);
  expect(first).toEqual({ ...picture, data: alone });
  distortInto(picture, distortion, 6, 0, alone);
  expect(second.data).toEqual(alone);
  expect(first.data).not.toEqual(second.data);
  expect(picture.data.every((level) => level === 100)).toBe(true);
});

describe("distortInto", () => {
  test("leaves an image as it is where nothing is asked for", () => {
    expect(red([0, 1, 128, 255], {})).toEqual([0, 1, 128, 255]);
    expect(isIdentity(NONE)).toBe(true);
    expect(isIdentity({ ...NONE, blur: 0.5 })).toBe(false);
  });

  test("brightness multiplies, rounds halves to even and saturates", () => {
    expect(red([0, 1, 3, 100, 200], { brightness: 1.5 })).toEqual([0, 2, 4, 150, 255]);
    expect(red([1, 2, 3], { brightness: 0.5 })).toEqual([0, 1, 2]);
  });

  test("contrast stretches about mid-grey", () => {
    // (0 − 127.5)·½ + 127.5 = 63.75, (100 − 127.5)·½ + 127.5 = 113.75, (255 − 127.5)·½ + 127.5 = 191.25
    expect(red([0, 100, 255], { contrast: 0.5 })).toEqual([64, 114, 191]);
    expect(red([0, 100, 128, 200], { contrast: 3 })).toEqual([0, 45, 129, 255]);
    expect(red([3, 250], { contrast: 0 })).toEqual([128, 128]);
  });

  test("comes in the order brightness, contrast, blur, each step cut off to 8 bits", () => {
    // 200·2 saturates at 255, then (255 − 127.5)·½ + 127.5 = 191.25; unsaturated it would be 263.75.
    expect(red([200], { brightness: 2, contrast: 0.5 })).toEqual([191]);
    // Contrast first makes [0, 255], whose mean is 127.5 → 128; blur first would leave mid-grey [100, 100].
    expect(red([0, 200], { contrast: 9, blur: 1 })).toEqual([128, 128]);
  });

  test("noise has the deviation asked for and mean zero, on every colour", () => {
    const pixels = 40_000;
    const picture = { data: new Uint8ClampedArray(pixels * 4).fill(128), width: pixels, height: 1 };
    const out = new Uint8ClampedArray(pixels * 4);
    distortInto(picture, { ...NONE, noise: 10 }, 3, 5, out);
    for (let colour = 0; colour < 3; colour++) {
      let sum = 0;
      let squares = 0;
      let beyond = 0;
      for (let p = colour; p < out.length; p += 4) {
        const error = out[p] - 128;
        sum += error;
        squares += error * error;
        if (Math.abs(error) > 19.6) beyond++;
      }
      expect(Math.abs(sum / pixels)).toBeLessThan(4 * (10 / Math.sqrt(pixels)));
      // Rounding to levels adds a variance of 1/12.
      expect(Math.sqrt(squares / pixels - 1 / 12)).toBeCloseTo(10, 0);
      expect(beyond / pixels).toBeCloseTo(0.05, 2);
    }
  });

  test("noise depends on the seed and the image, and on nothing else", () => {
    const flat = new Array<number>(64).fill(128);
    const noisy = (seed: number, index: number) => red(flat, { noise: 20 }, seed, index);
    expect(noisy(1, 2)).toEqual(noisy(1, 2));
    const others = [noisy(1, 2), noisy(2, 1), noisy(1, 1), noisy(2, 2)].map(String);
    expect(new Set(others).size).toBe(4);
  });

  test("noise saturates at black and white", () => {
    const levels = red(new Array<number>(200).fill(0), { noise: 30 });
    expect(levels.filter((level) => level === 0).length).toBeGreaterThan(60);
    expect(Math.max(...levels)).toBeGreaterThan(30);
  });
});
