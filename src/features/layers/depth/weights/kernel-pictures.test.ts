import { expect, it } from "vitest";
import { difference, kernelPixels } from "./kernel-pictures.ts";

const palette = { negative: [200, 0, 0], zero: [100, 100, 100], positive: [0, 0, 200] } as const;

it("colours one channel from negative over zero to positive, and clamps beyond", () => {
  const rgba = kernelPixels(Float32Array.of(-2, 0, 1, 9), 1, 2, palette);
  expect([...rgba]).toEqual([200, 0, 0, 255, 100, 100, 100, 255, 50, 50, 150, 255, 0, 0, 200, 255]);
});

it("draws three channels as a colour picture about mid-grey", () => {
  const rgba = kernelPixels(Float32Array.of(1, 0, 0, 0, -1, 0), 3, 1, palette);
  expect([...rgba.slice(0, 3)]).toEqual([255, 128, 0]);
  expect([...rgba.slice(4, 7)]).toEqual([128, 128, 128]);
});

it("draws zeros where all weights are zero", () => {
  expect([...kernelPixels(Float32Array.of(0), 1, 0, palette)]).toEqual([100, 100, 100, 255]);
});

it("tells what quantization changed", () => {
  const { values, largest } = difference(Float32Array.of(1, -1), Float32Array.of(1.25, -1.5));
  expect([...values]).toEqual([0.25, -0.5]);
  expect(largest).toBe(0.5);
});
