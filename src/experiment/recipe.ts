/**
 * The experiment recipe: one plain, versioned JSON value that says everything a run depends on.
 * It is what the panels edit, what the worker takes, what a link carries and a report repeats.
 * The schemas below check it, and its types are inferred from them.
 */

import * as v from "valibot";
import { LabError } from "#failures/lab-error.ts";
import { CALIBRATION_METHOD_IDS } from "#numerics/calibration/methods/registry.ts";
import { activationSpecSchema, weightSpecSchema } from "#numerics/grid.ts";
import { correctionsSchema } from "./corrections.ts";
import { MODE_IDS } from "./modes.ts";
import { PRECISION_IDS } from "./precisions.ts";

/** No map of a recipe has more entries than this. */
const MOST_ENTRIES = 2000;
/** So that the span of a range, and with it the scale, is finite in float32. */
const LARGEST_BOUND = 1e38;

const between = (low: number, high: number) => v.pipe(v.number(), v.minValue(low), v.maxValue(high));
const integerBetween = (low: number, high: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const finite = v.pipe(v.number(), v.finite());
const count = integerBetween(1, 10_000);
const seed = integerBetween(0, 2 ** 32 - 1);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(512));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "not 64 lower-case hexadecimal digits"));
const url = v.pipe(v.string(), v.maxLength(2048), v.url(), v.regex(/^https?:\/\//, "neither http nor https"));

const source = v.variant("kind", [
  v.strictObject({ kind: v.literal("bundled"), id: name }),
  v.strictObject({ kind: v.literal("url"), url, sha256: v.optional(sha256) }),
  v.strictObject({ kind: v.literal("file"), name, sha256 }),
]);
/** Where a model or an image set comes from. */
export type Source = v.InferOutput<typeof source>;

const perChannel = (value: v.GenericSchema<number>) => v.pipe(v.array(value), v.minLength(1), v.maxLength(4));
const inputSide = integerBetween(1, 2048);

const preprocess = v.pipe(
  v.strictObject({
    /** Width of the input in pixels, and its height unless that is given. */
    size: inputSide,
    /** Height of an input that is not square. */
    height: v.optional(inputSide),
    resize: v.picklist(["stretch", "crop", "pad"]),
    layout: v.picklist(["nchw", "nhwc"]),
    channels: v.picklist(["rgb", "bgr", "gray"]),
    scale: finite,
    /** One value per channel, in the order of `channels`. */
    mean: perChannel(finite),
    std: perChannel(v.pipe(finite, v.notValue(0))),
  }),
  v.check(({ channels, mean, std }) => {
    const expected = channels === "gray" ? 1 : 3;
    return mean.length === expected && std.length === expected;
  }, "mean and std need one value per channel"),
);
/** How a decoded image becomes the network's input: `(pixel · scale − mean[c]) / std[c]`, pixel in 0..255. */
export type Preprocess = v.InferOutput<typeof preprocess>;

const distortion = v.strictObject({
  /** Factor on brightness; 1 changes nothing. */
  brightness: between(0, 10),
  /** Factor on contrast about mid-grey; 1 changes nothing. */
  contrast: between(0, 10),
  /** Box-blur radius in pixels; 0 changes nothing. */
  blur: between(0, 64),
  /** Standard deviation of added Gaussian noise in grey levels (0..255); 0 changes nothing. */
  noise: between(0, 255),
});
/** Deliberate damage to the calibration images, to see what a bad calibration set does. */
export type Distortion = v.InferOutput<typeof distortion>;

const bound = between(-LARGEST_BOUND, LARGEST_BOUND);
const ranges = v.pipe(
  v.record(
    name,
    v.pipe(
      v.strictObject({ min: bound, max: bound }),
      v.check(({ min, max }) => min <= max, "min lies above max"),
    ),
  ),
  v.check((all) => Object.keys(all).length <= MOST_ENTRIES, `more than ${MOST_ENTRIES} ranges`),
);

const calibration = v.strictObject({
  /** Number of calibration images. */
  count,
  /** Seed of the draw of images from the calibration split. */
  seed,
  method: v.picklist(CALIBRATION_METHOD_IDS),
  /** Percent of values kept, for the methods that need it; 99.999 where absent. */
  percentile: v.optional(between(50, 100)),
  /** Class indices to draw from; all where absent. */
  classes: v.optional(v.pipe(v.array(integerBetween(0, 99_999)), v.minLength(1), v.maxLength(1000))),
  distort: v.optional(distortion),
  /** Activation ranges set by hand in place of the method's, by tensor name. */
  ranges: v.optional(ranges),
});
export type Calibration = v.InferOutput<typeof calibration>;

const evaluation = v.strictObject({ count, seed });
export type Evaluation = v.InferOutput<typeof evaluation>;

const layerOverride = v.strictObject({
  precision: v.optional(v.picklist(PRECISION_IDS)),
  weights: v.optional(v.partial(weightSpecSchema)),
  /** Of the layer's output; its input belongs to the layer that makes it. */
  activations: v.optional(v.partial(activationSpecSchema)),
});
/** What one layer does differently from the setting's defaults. */
export type LayerOverride = v.InferOutput<typeof layerOverride>;

export const settingSchema = v.strictObject({
  mode: v.picklist(MODE_IDS),
  calibration,
  weights: weightSpecSchema,
  activations: activationSpecSchema,
  corrections: correctionsSchema,
  /** Keyed by node name. */
  layers: v.pipe(
    v.record(name, layerOverride),
    v.check((all) => Object.keys(all).length <= MOST_ENTRIES, `more than ${MOST_ENTRIES} layers`),
  ),
});
/** How a model is quantized: everything of a recipe but the model, the images and what is measured. */
export type Setting = v.InferOutput<typeof settingSchema>;

/** Every field present, of its type and within its limits, no field unknown. */
export const recipeSchema = v.strictObject({
  version: v.literal(1),
  model: source,
  data: source,
  preprocess,
  // In the order in which version 1 has always listed its parts.
  calibration,
  evaluation,
  ...v.omit(settingSchema, ["calibration"]).entries,
});
export type Recipe = v.InferOutput<typeof recipeSchema>;

/**
 * Validates a recipe from outside (a link, a file, a message): every field present, of its type and within
 * its limits, no field unknown. Limits: counts 1..10000, seeds 0..2^32−1, percentile 50..100, group size
 * 2..4096, input side 1..2048, names up to 512 and addresses (http or https) up to 2048 characters, at most
 * 1000 classes, 2000 layer overrides and 2000 ranges set by hand.
 *
 * @throws LabError `recipe.invalid` with `path` (dotted; empty for the recipe itself) and `problem` of the first fault
 */
export function parseRecipe(value: unknown): Recipe {
  const result = v.safeParse(recipeSchema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new LabError("recipe.invalid", { path: v.getDotPath(issue) ?? "", problem: issue.message });
}
