import { expect, test } from "vitest";
import { PREPROCESS_PRESETS, presetById, presetOf, presetValues } from "./preprocess-presets.ts";
import type { Preprocess } from "./recipe.ts";

const base = { size: 224, resize: "crop", layout: "nchw" } as const;
const input = (level: number, { scale, mean, std }: Pick<Preprocess, "scale" | "mean" | "std">, c: number) =>
  (level * scale - mean[c]) / std[c];

test("black and white come out as each preset says", () => {
  const ends = (id: Parameters<typeof presetById>[0], c = 0) => {
    const values = presetValues(presetById(id), true);
    return [input(0, values, c), input(255, values, c)].map((value) => Number(value.toFixed(3)));
  };
  expect(ends("unit")).toEqual([0, 1]);
  expect(ends("signed")).toEqual([-1, 1]);
  expect(ends("raw")).toEqual([0, 255]);
  // Torchvision's own numbers: (0 − 0.485)/0.229 and (1 − 0.485)/0.229.
  expect(ends("imagenet")).toEqual([-2.118, 2.249]);
  expect(ends("caffe")).toEqual([-103.939, 151.061]);
  expect(ends("mnist")).toEqual([-0.424, 2.821]);
  expect(presetValues(presetById("caffe"), true).channels).toBe("bgr");
});

test("a preset is known by its values, for colour and grey, and no other values are", () => {
  for (const preset of PREPROCESS_PRESETS) {
    for (const color of [true, false]) {
      const values = presetValues(preset, color);
      expect(values.mean).toHaveLength(color ? 3 : 1);
      expect(presetOf({ ...base, ...values })?.id).toBe(preset.id);
    }
  }
  expect(presetOf({ ...base, ...presetValues(presetById("imagenet"), true), scale: 1 })).toBeNull();
});
