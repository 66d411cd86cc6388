import { expect, it } from "vitest";
import { PREPROCESS_PRESETS, presetOf, withChannels, withPreset } from "./preprocess-presets.ts";
import type { Preprocess } from "./recipe.ts";

const rgb: Preprocess = {
  ...{ size: 48, height: 32, resize: "pad", layout: "nhwc", channels: "rgb", scale: 0.5 },
  ...{ mean: [1, 2, 3], std: [4, 5, 6] },
};
const gray: Preprocess = { ...rgb, channels: "gray", mean: [1], std: [4] };

/** What a level of each channel becomes. */
const value = ({ scale, mean, std }: Preprocess, level: number) =>
  mean.map((each, c) => (level * scale - each) / std[c]);

it.each([
  ["tensorflow", rgb, 0, [-1, -1, -1]],
  ["tensorflow", gray, 255, [1]],
  ["unit", rgb, 255, [1, 1, 1]],
  ["raw", gray, 200, [200]],
  ["torchvision", rgb, 255, [(1 - 0.485) / 0.229, (1 - 0.456) / 0.224, (1 - 0.406) / 0.225]],
  ["caffe", rgb, 0, [-103.939, -116.779, -123.68]],
  ["mnist", rgb, 255, [(1 - 0.1307) / 0.3081]],
] as const)("%s", (id, before, level, expected) => {
  const after = withPreset(before, id);
  value(after, level).forEach((each, c) => {
    expect(each).toBeCloseTo(expected[c], 10);
  });
  expect(after).toMatchObject({ size: 48, height: 32, resize: "pad", layout: "nhwc" });
});

it("is recognised again, and nothing else is", () => {
  for (const { id } of PREPROCESS_PRESETS) expect(presetOf(withPreset(rgb, id))).toBe(id);
  expect(presetOf(withPreset(gray, "unit"))).toBe("unit");
  expect(presetOf(rgb)).toBeNull();
  expect(presetOf({ ...withPreset(rgb, "torchvision"), channels: "bgr" })).toBeNull();
});

it("moves values along with their colours", () => {
  expect(withChannels(rgb, "bgr")).toMatchObject({ channels: "bgr", mean: [3, 2, 1], std: [6, 5, 4] });
  expect(withChannels(rgb, "gray")).toMatchObject({ channels: "gray", mean: [2], std: [5] });
  expect(withChannels(gray, "rgb")).toMatchObject({ channels: "rgb", mean: [1, 1, 1], std: [4, 4, 4] });
});
