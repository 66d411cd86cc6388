import { expect, test } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { parseRecipe } from "./recipe.ts";
import { defaultRecipe } from "./recipe-default.ts";

const preprocess = {
  size: 48,
  resize: "stretch" as const,
  layout: "nchw" as const,
  channels: "rgb" as const,
  scale: 1 / 255,
  mean: [0.5, 0.5, 0.5],
  std: [0.2, 0.2, 0.2],
};
const valid = defaultRecipe({ id: "mobilenet", preprocess }, "glyphs");

test("the default recipe and a full one pass unchanged", () => {
  expect(parseRecipe(valid)).toEqual(valid);
  const full = {
    ...valid,
    model: { kind: "url", url: "https://example.org/m.onnx", sha256: "0".repeat(64) },
    data: { kind: "file", name: "bilder.zip", sha256: "a".repeat(64) },
    calibration: {
      count: 10_000,
      seed: 0,
      method: "percentile",
      percentile: 99.9,
      classes: [0, 3],
      distort: { brightness: 1.5, contrast: 0.5, blur: 2, noise: 10 },
      ranges: { "/features/0/Conv_output": { min: -1.5, max: 2 }, empty: { min: 0, max: 0 } },
    },
    weights: { bits: 4, scheme: "asymmetric", granularity: { kind: "group", size: 32 } },
    corrections: { equalize: true },
    layers: { "/features/0/Conv": { precision: "fp32", weights: { bits: 3 }, activations: { bits: 8 } } },
  };
  expect(parseRecipe(JSON.parse(JSON.stringify(full)))).toEqual(full);
});

const manyLayers = Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`n${i}`, {}]));

test.each<[string, string, unknown]>([
  ["no object", "", null],
  ["another version", "version", { ...valid, version: 2 }],
  ["an unknown field", "extra", { ...valid, extra: 1 }],
  ["a missing field", "mode", { ...valid, mode: undefined }],
  ["no pictures", "calibration.count", { ...valid, calibration: { ...valid.calibration, count: 0 } }],
  ["too many pictures", "evaluation.count", { ...valid, evaluation: { count: 10_001, seed: 1 } }],
  ["a fraction of a picture", "evaluation.count", { ...valid, evaluation: { count: 1.5, seed: 1 } }],
  [
    "a percentile below 50",
    "calibration.percentile",
    { ...valid, calibration: { ...valid.calibration, percentile: 49 } },
  ],
  [
    "a range upside down",
    "calibration.ranges.x",
    { ...valid, calibration: { ...valid.calibration, ranges: { x: { min: 1, max: 0 } } } },
  ],
  [
    "a range whose scale would be infinite",
    "calibration.ranges.x.min",
    { ...valid, calibration: { ...valid.calibration, ranges: { x: { min: -3e38, max: 3e38 } } } },
  ],
  ["9 bits", "weights.bits", { ...valid, weights: { ...valid.weights, bits: 9 } }],
  [
    "a group of one",
    "weights.granularity.size",
    { ...valid, weights: { ...valid.weights, granularity: { kind: "group", size: 1 } } },
  ],
  [
    "an unknown granularity",
    "weights.granularity.kind",
    { ...valid, weights: { ...valid.weights, granularity: { kind: "row" } } },
  ],
  ["a script address", "model.url", { ...valid, model: { kind: "url", url: "javascript:alert(1)" } }],
  ["a long name", "model.id", { ...valid, model: { kind: "bundled", id: "x".repeat(513) } }],
  ["a bad digest", "data.sha256", { ...valid, data: { kind: "file", name: "a", sha256: "A".repeat(64) } }],
  ["a zero deviation", "preprocess.std.1", { ...valid, preprocess: { ...preprocess, std: [1, 0, 1] } }],
  ["an infinite scale", "preprocess.scale", { ...valid, preprocess: { ...preprocess, scale: Infinity } }],
  ["one mean for three channels", "preprocess", { ...valid, preprocess: { ...preprocess, mean: [0] } }],
  [
    "a wrong layer override",
    "layers.conv1.weights.bits",
    { ...valid, layers: { conv1: { weights: { bits: 1 } } } },
  ],
  [
    "an unknown layer option",
    "layers.conv1.weights.depth",
    { ...valid, layers: { conv1: { weights: { depth: 1 } } } },
  ],
  ["too many layers", "layers", { ...valid, layers: manyLayers }],
])("%s is refused and named", (_, path, value) => {
  let thrown: unknown;
  try {
    parseRecipe(value);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(LabError);
  const { code, details } = thrown as LabError;
  expect(code).toBe("recipe.invalid");
  expect(details.path).toBe(path);
  expect(details.problem).toBeTruthy();
});
