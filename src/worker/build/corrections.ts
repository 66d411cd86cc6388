import {
  BIAS_CORRECTION_PASSES,
  type BiasCorrection,
  correctBiases,
} from "#engine/corrections/bias-correction.ts";
import { type LearnedRoundings, learnRoundings } from "#engine/corrections/learn-rounding.ts";
import type { QuantizedBuild } from "#engine/quantize/quantize-model.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { BuildStep, FloatModel } from "./build-step.ts";
import { calibrationKey } from "./calibration-set.ts";

const roundingsKey = (set: string, { weights, layers }: Recipe) =>
  canonicalJson([
    set,
    weights,
    Object.entries(layers).map(([name, layer]) => [name, layer.precision, layer.weights]),
  ]);

/** The rounding that an earlier build has learned for the weights of this recipe. */
export function knownRoundings(float: FloatModel, recipe: Recipe): LearnedRoundings | null {
  return float.roundings.get(roundingsKey(calibrationKey(recipe), recipe));
}

/** Learns how to round the weights, unless nothing that the result depends on has changed. */
export async function learnedRoundings({
  float,
  recipe,
  set,
  fixedBatch,
  signal,
  clock,
}: BuildStep): Promise<LearnedRoundings> {
  const key = roundingsKey(set.key, recipe);
  const known = float.roundings.get(key);
  if (known) clock.plan("round", 0);
  clock.enter("round");
  if (known) return known;
  let counted = 0;
  const onProgress = (done: number, total: number) => {
    clock.plan("round", total);
    clock.advance(done - counted);
    counted = done;
  };
  const options = { fixedBatch, signal, onProgress };
  const learned = await learnRoundings(
    float.model,
    float.plan,
    recipe,
    set.source,
    await set.indices(),
    options,
  );
  return float.roundings.set(key, learned);
}

/**
 * Corrects the biases of the model that `build` quantizes. The corrected float model is kept: where only the
 * evaluation has changed, it is only quantized again.
 */
export async function correctedBiases(
  { float, recipe, set, backend, fixedBatch, signal, clock }: BuildStep,
  build: (model: ModelProto) => QuantizedBuild,
): Promise<BiasCorrection> {
  const { evaluation, ...dependencies } = recipe;
  const key = `${backend} ${canonicalJson(dependencies)}`;
  const known = float.biasCorrection.get(key);
  clock.plan("correct-bias", known ? 0 : BIAS_CORRECTION_PASSES * set.count);
  clock.enter("correct-bias");
  if (known) return { ...known, build: build(known.model) };
  const onBatch = (count: number) => clock.advance(count);
  const options = { mode: recipe.mode, fixedBatch, signal, onBatch };
  const corrected = await correctBiases(
    float.model,
    float.plan,
    build,
    set.source,
    await set.indices(),
    options,
  );
  const { model, effects, notices } = corrected;
  float.biasCorrection.set(key, { model, effects, notices });
  return corrected;
}
