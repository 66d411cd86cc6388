import { expect, test } from "vitest";
import { contextOf, residualLab, residualPreprocess } from "../fixtures/lab.ts";
import { PictureSource } from "../items/item-source.ts";
import { pictures } from "./pictures.ts";

const lab = residualLab();
const context = await contextOf(lab);

test("are returned as they were decoded", async () => {
  const { rgba, width, height } = await pictures({ split: "evaluation", indices: [3, 1] }, context);
  const bytes = width * height * 4;
  const whole = lab.evaluation.pictures.rgba;
  expect(rgba.slice(0, bytes)).toEqual(whole.slice(3 * bytes, 4 * bytes));
  expect(rgba.slice(bytes)).toEqual(whole.slice(bytes, 2 * bytes));
});

test("are returned with the distortion that calibration applies", async () => {
  const distort = { brightness: 1.5, contrast: 0.8, blur: 1, noise: 12 };
  const seed = 5;
  const indices = [7, 2];
  const { rgba, width } = await pictures({ split: "calibration", indices, distort, seed }, context);
  const source = new PictureSource("x", lab.calibration, residualPreprocess, context.signal, {
    distort,
    seed,
  });
  const fed = await source.batch(Uint32Array.from(indices));
  const area = width * width;
  for (let i = 0; i < indices.length; i++) {
    for (let c = 0; c < 3; c++) {
      for (let p = 0; p < area; p++) {
        const value = rgba[(i * area + p) * 4 + c] / 127.5 - 1;
        expect(Math.abs(fed[(i * 3 + c) * area + p] - value)).toBeLessThan(1e-6);
      }
    }
  }
});
