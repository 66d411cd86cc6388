import type { Calibration, Recipe } from "#experiment/recipe.ts";
import type { Bits, Granularity, WeightSpec } from "#numerics/grid.ts";
import type { Bench } from "./bench.ts";
import type { Measured } from "./measure-recipe.ts";
import { type Common, type LayerLevel, mixedRecipe } from "./mixed-recipe.ts";

const TENSOR: Granularity = { kind: "tensor" };
const CHANNEL: Granularity = { kind: "channel" };

/** Calibrators tried beside the recipe's own. The batch-based ones lie between min–max and percentile. */
const METHODS: readonly Calibration["method"][] = ["minmax", "percentile", "entropy", "mse"];

/**
 * Measures the settings in which every layer is alike, before anything else: the person's recipe as it is, FP32,
 * FP16, INT8 per tensor and per channel, with other calibrators, and 4 bits in the forms that a file can hold.
 * ONNX stores a weight of 5 to 7 bits in 8, and one below 4 bits in 4: such widths save no byte and are not tried.
 *
 * @returns the calibrator with which the model is closest to FP32
 */
export async function measureUniform(bench: Bench): Promise<Common> {
  const { recipe, layers, progress } = bench;
  const own: Common = {
    method: recipe.calibration.method,
    percentile: recipe.calibration.percentile,
    corrections: {},
  };
  const all = (level: LayerLevel, common: Common = own) =>
    mixedRecipe(recipe, new Map(layers.map((layer) => [layer, level])), common);
  const { scheme } = recipe.weights;
  const extremes = (bits: Bits, granularity: Granularity): WeightSpec => ({ bits, scheme, granularity });
  const nearest = (bits: Bits, granularity: Granularity): WeightSpec => ({
    ...extremes(bits, granularity),
    range: "mse",
  });
  const commons = recipe.mode === "static" ? calibrators(own) : [own];
  const narrow = narrowGranularities(recipe);
  progress.enter("uniform", 6 + commons.length + narrow.length);

  await bench.measure(recipe);
  await bench.measure(all("fp32"));
  await bench.measure(all("fp16"));
  await bench.measure(all(extremes(8, TENSOR), { ...own, method: "minmax", percentile: undefined }));
  await bench.measure(all(extremes(8, CHANNEL)));
  const tried: { common: Common; point: Measured }[] = [];
  for (const common of commons)
    tried.push({ common, point: await bench.measure(all(nearest(8, CHANNEL), common)) });
  const { common, point: wide } = tried.reduce((best, each) =>
    bench.isCloser(each.point, best.point) ? each : best,
  );
  await bench.measure(all(nearest(8, TENSOR), common));
  for (const granularity of narrow) {
    const narrower = all(nearest(4, granularity), common);
    if ((await bench.sizeOf(narrower)) < wide.sizeBytes) await bench.measure(narrower);
  }
  return common;
}

/** The recipe's own calibrator and those tried beside it. */
function calibrators(own: Common): Common[] {
  const others = METHODS.filter((method) => method !== own.method);
  return [own, ...others.map((method) => ({ ...own, method, percentile: undefined }))];
}

/** Beside integer activations, 4-bit levels are packed only in groups. */
function narrowGranularities({ mode }: Recipe): Granularity[] {
  const groups = [128, 32].map((size) => ({ kind: "group" as const, size }));
  return mode === "weight-only" ? [CHANNEL, ...groups.slice(1)] : groups;
}
