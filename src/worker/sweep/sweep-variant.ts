import { correctBiases } from "#engine/corrections/bias-correction.ts";
import { learnRoundings } from "#engine/corrections/learn-rounding.ts";
import { roundingJobs } from "#engine/corrections/rounding-jobs.ts";
import { type QuantizedBuild, quantizeModel, type Roundings } from "#engine/quantize/quantize-model.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { BuildStep, Built } from "../build/build-step.ts";
import { learnedRoundings } from "../build/corrections.ts";

/** Quantizes the model of a recipe anew with some layers left in FP32, without touching what is kept of the recipe itself. */
export type VariantBuilder = (variant: Recipe) => Promise<ModelProto>;

/**
 * Equalization is that of the whole recipe: which layers are in FP32 has no say in it. Learned rounding goes by the
 * inputs that a layer has in FP32, so that the codes of the whole recipe are those of every variant, but where
 * layers share a weight: their codes are learned together, and anew for a variant that tells them apart. Bias
 * correction measures what is left of the error of a network, which every variant has another of: it is done
 * for each, as a run of that recipe does it.
 */
export async function variantBuilder({ float, observers }: Built, step: BuildStep): Promise<VariantBuilder> {
  const { recipe, set, fixedBatch, signal } = step;
  const { learnedRounding, biasCorrection } = recipe.corrections;
  const known = learnedRounding ? (await learnedRoundings(step)).roundings : new Map();
  const isShared =
    learnedRounding && roundingJobs(float.plan, recipe).jobs.some(({ layers }) => layers.length > 1);

  async function roundingsOf(variant: Recipe): Promise<Roundings> {
    if (!isShared) return known;
    const options = { fixedBatch, signal };
    const indices = await set.indices();
    return (await learnRoundings(float.model, float.plan, variant, set.source, indices, options)).roundings;
  }

  return async (variant) => {
    const roundings = await roundingsOf(variant);
    const quantize = (model: ModelProto): QuantizedBuild =>
      quantizeModel(model, float.plan, observers, variant, roundings);
    if (!biasCorrection) return quantize(float.model).model;
    const options = { mode: recipe.mode, fixedBatch, signal };
    const indices = await set.indices();
    return (await correctBiases(float.model, float.plan, quantize, set.source, indices, options)).build.model;
  };
}
