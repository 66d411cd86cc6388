import { expect, test } from "vitest";
import type { Recipe } from "./recipe.ts";
import { defaultRecipe } from "./recipe-default.ts";
import { recipeDiff } from "./recipe-diff.ts";

const preprocess: Recipe["preprocess"] = {
  size: 48,
  resize: "stretch",
  layout: "nchw",
  channels: "rgb",
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const base = defaultRecipe({ id: "mobilenet", preprocess }, "glyphs");

test("equal recipes differ in nothing, undefined options included", () => {
  const same = { ...structuredClone(base), corrections: { equalize: undefined } };
  expect(recipeDiff(base, same)).toEqual([]);
});

test("what does nothing is no option", () => {
  const distort = { brightness: 0.25, contrast: 1, blur: 0, noise: 0 };
  const dark: Recipe = { ...base, calibration: { ...base.calibration, distort } };
  expect(recipeDiff(base, dark).map(({ path }) => path)).toEqual(["calibration.distort.brightness"]);
  expect(recipeDiff(base, { ...base, corrections: { equalize: false } })).toEqual([]);
});

test("one option, in the field's words", () => {
  const changed: Recipe = { ...base, weights: { ...base.weights, granularity: { kind: "channel" } } };
  expect(recipeDiff(base, changed)).toEqual([
    { path: "weights.granularity", label: "Weight granularity", before: "per-tensor", after: "per-channel" },
  ]);
});

test("options that appear and disappear, sources, groups and layers", () => {
  const changed: Recipe = {
    ...base,
    model: { kind: "file", name: "mine.onnx", sha256: "0123456789".repeat(6).padEnd(64, "0") },
    calibration: { ...base.calibration, method: "percentile", percentile: 99.9, classes: [1, 2] },
    weights: { bits: 4, scheme: "symmetric", granularity: { kind: "group", size: 32 } },
    corrections: { biasCorrection: true },
    layers: { conv1: { precision: "fp32", weights: { granularity: { kind: "tensor" } } } },
  };
  const text = (a: Recipe, b: Recipe) => recipeDiff(a, b).map((c) => `${c.label}: ${c.before} → ${c.after}`);
  expect(text(base, changed)).toEqual([
    "Model: mobilenet → mine.onnx (01234567)",
    "Calibration method: min–max → percentile",
    "Weight bits: 8 → 4",
    "Weight granularity: per-tensor → per-group of 32",
    "Percentile: default → 99.9",
    "Calibration classes: default → 1, 2",
    "Bias correction: default → on",
    "Precision of conv1: default → FP32",
    "Weight granularity of conv1: default → per-tensor",
  ]);
  expect(text(changed, base)).toContain("Bias correction: on → default");
});

test("every option of the default recipe has a label", () => {
  const other: Recipe = {
    ...base,
    model: { kind: "bundled", id: "x" },
    data: { kind: "url", url: "https://example.org/d.zip" },
    preprocess: { size: 1, resize: "pad", layout: "nhwc", channels: "bgr", scale: 2, mean: [1], std: [2] },
    calibration: { count: 1, seed: 2, method: "mse" },
    evaluation: { count: 1, seed: 2 },
    mode: "dynamic",
    weights: { bits: 2, scheme: "asymmetric", granularity: { kind: "channel" } },
    activations: { bits: 2, scheme: "symmetric" },
  };
  const changes = recipeDiff(base, other);
  expect(changes).toHaveLength(20);
  for (const { label, path } of changes) expect(label).not.toBe(path);
});

test("a range set by hand is one option, whatever the tensor is called", () => {
  const ranges = { "block.1/conv:0": { min: -1, max: 2.00004 } };
  const changed: Recipe = { ...base, calibration: { ...base.calibration, ranges } };
  expect(recipeDiff(base, changed)).toEqual([
    {
      path: "calibration.ranges.block.1/conv:0",
      label: "Range of block.1/conv:0",
      before: "default",
      after: "-1 to 2",
    },
  ]);
});
