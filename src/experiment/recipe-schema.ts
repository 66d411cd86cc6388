import * as v from "valibot";
import { LabError } from "#failures/lab-error.ts";
import { CALIBRATION_METHOD_IDS } from "#numerics/calibration/methods/registry.ts";
import type { Bits } from "#numerics/grid.ts";
import type { Recipe } from "./recipe.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000));
const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(512));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "not 64 lower-case hexadecimal digits"));
const finite = v.pipe(v.number(), v.finite());
const between = (low: number, high: number) => v.pipe(v.number(), v.minValue(low), v.maxValue(high));

const url = v.pipe(v.string(), v.maxLength(2048), v.url(), v.regex(/^https?:\/\//, "neither http nor https"));

const source = v.variant("kind", [
  v.strictObject({ kind: v.literal("bundled"), id: name }),
  v.strictObject({ kind: v.literal("url"), url, sha256: v.optional(sha256) }),
  v.strictObject({ kind: v.literal("file"), name, sha256 }),
]);

const perChannel = (value: v.GenericSchema<number>) => v.pipe(v.array(value), v.minLength(1), v.maxLength(4));

const inputSide = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2048));

const preprocess = v.pipe(
  v.strictObject({
    size: inputSide,
    height: v.optional(inputSide),
    resize: v.picklist(["stretch", "crop", "pad"]),
    layout: v.picklist(["nchw", "nhwc"]),
    channels: v.picklist(["rgb", "bgr", "gray"]),
    scale: finite,
    mean: perChannel(finite),
    std: perChannel(v.pipe(finite, v.notValue(0))),
  }),
  v.check(({ channels, mean, std }) => {
    const expected = channels === "gray" ? 1 : 3;
    return mean.length === expected && std.length === expected;
  }, "mean and std need one value per channel"),
);

const distortion = v.strictObject({
  brightness: between(0, 10),
  contrast: between(0, 10),
  blur: between(0, 64),
  noise: between(0, 255),
});

/** So that the span of a range, and with it the scale, is finite in float32. */
const MAX_BOUND = 1e38;
const bound = between(-MAX_BOUND, MAX_BOUND);

const ranges = v.pipe(
  v.record(
    name,
    v.pipe(
      v.strictObject({ min: bound, max: bound }),
      v.check(({ min, max }) => min <= max, "min lies above max"),
    ),
  ),
  v.check((all) => Object.keys(all).length <= 2000, "more than 2000 ranges"),
);

const calibration = v.strictObject({
  count,
  seed,
  method: v.picklist(CALIBRATION_METHOD_IDS),
  percentile: v.optional(between(50, 100)),
  classes: v.optional(
    v.pipe(
      v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99_999))),
      v.minLength(1),
      v.maxLength(1000),
    ),
  ),
  distort: v.optional(distortion),
  ranges: v.optional(ranges),
});

const ALL_BITS: Bits[] = [2, 3, 4, 5, 6, 7, 8];
const bits = v.picklist(ALL_BITS);
const scheme = v.picklist(["symmetric", "asymmetric"]);
const granularity = v.variant("kind", [
  v.strictObject({ kind: v.literal("tensor") }),
  v.strictObject({ kind: v.literal("channel") }),
  v.strictObject({
    kind: v.literal("group"),
    size: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(4096)),
  }),
]);
const weights = v.strictObject({
  bits,
  scheme,
  granularity,
  range: v.optional(v.picklist(["minmax", "mse"])),
});
const activations = v.strictObject({ bits, scheme });

const override = v.strictObject({
  precision: v.optional(v.picklist(["int", "fp16", "fp32"])),
  weights: v.optional(v.partial(weights)),
  activations: v.optional(v.partial(activations)),
});

const layers = v.pipe(
  v.record(name, override),
  v.check((all) => Object.keys(all).length <= 2000, "more than 2000 layers"),
);

const recipe: v.GenericSchema<unknown, Recipe> = v.strictObject({
  version: v.literal(1),
  model: source,
  data: source,
  preprocess,
  calibration,
  evaluation: v.strictObject({ count, seed }),
  mode: v.picklist(["static", "dynamic", "weight-only"]),
  weights,
  activations,
  corrections: v.strictObject({
    equalize: v.optional(v.boolean()),
    biasCorrection: v.optional(v.boolean()),
    learnedRounding: v.optional(v.boolean()),
  }),
  layers,
});

/**
 * Validates a recipe from outside (a link, a file, a message): every field present, of its type and within
 * its limits, no field unknown. Limits: counts 1..10000, seeds 0..2^32−1, percentile 50..100, group size
 * 2..4096, input side 1..2048, names up to 512 and addresses (http or https) up to 2048 characters, at most
 * 1000 classes, 2000 layer overrides and 2000 ranges set by hand.
 *
 * Throws `recipe.invalid` with `path` (dotted; empty for the recipe itself) and `problem` of the first fault.
 */
export function parseRecipe(value: unknown): Recipe {
  const result = v.safeParse(recipe, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new LabError("recipe.invalid", { path: v.getDotPath(issue) ?? "", problem: issue.message });
}
