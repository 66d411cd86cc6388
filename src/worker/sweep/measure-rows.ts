import { quantizeModel } from "#engine/quantize/quantize-model.ts";
import { fedDims } from "#engine/runtime/input-source.ts";
import { flipsBetween, pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import type { SweepDirection, SweepRow } from "#protocol/sensitivity.ts";
import type { BuildStep, Built } from "../build/build-step.ts";
import type { Fp32Side } from "./fp32-side.ts";
import { sweepBatches } from "./sweep-batches.ts";
import { sweepRecipe, withFloat } from "./sweep-recipe.ts";
import type { MeasuredWhole } from "./sweep-state.ts";
import { variantBuilder } from "./sweep-variant.ts";
import { VariantRunner } from "./variant-runner.ts";

/**
 * How long one run of the whole network may take, about. Longer ones are slower by item, as a batch's activations leave
 * the processor's caches: half as slow again in a MobileNet at eight times this.
 */
const BATCH_MS = 10;
const MAX_BATCH = 64;

/**
 * The rows of some layers, in the order of the graph. The networks that differ in one layer from FP32 (`only`) or
 * from the recipe's own (`all-but`) are run from where they begin to differ (`VariantRunner`).
 */
export async function* measureRows(
  built: Built,
  step: BuildStep,
  fp32: Fp32Side,
  { whole, flips, itemMs }: MeasuredWhole,
  direction: SweepDirection,
  layers: readonly string[],
): AsyncGenerator<SweepRow> {
  const { recipe, fixedBatch, signal } = step;
  const { float, build, observers } = built;
  const { indices, source, quantizedBatch } = fp32.evaluation;
  const size = fixedBatch ?? quantizedBatch ?? batchSize(itemMs);
  const base =
    direction === "only"
      ? quantizeModel(float.model, float.plan, observers, withFloat(recipe, float.plan.layers)).model
      : build.model;
  const runner = new VariantRunner(base, {
    fp32,
    batches: sweepBatches(indices, size, fixedBatch !== null),
    itemDims: new Map([[source.inputName, fedDims(source, fixedBatch ?? 1)]]),
    isFixed: fixedBatch !== null,
    signal,
  });
  const buildVariant = await variantBuilder(built, step);
  for (const layer of layers) {
    const variant = await buildVariant(sweepRecipe(recipe, float.plan.layers, layer, direction));
    const found = (await runner.run(variant)).result(fp32.sound);
    const { lost, gained } = pairedOutcome(flipsBetween(flips, found.flips), whole.top1);
    yield { layer, ...found.whole, againstWhole: { lost, gained } };
  }
}

function batchSize(itemMs: number): number {
  return Math.max(1, Math.min(MAX_BATCH, Math.round(BATCH_MS / itemMs)));
}
