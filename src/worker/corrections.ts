import { BIAS_CORRECTION_PASSES, type BiasCorrection, correctBiases } from "#engine/bias-correction.ts";
import type { QuantizedBuild } from "#engine/quantize-model.ts";
import type { ModelProto } from "#onnx/schema/onnx_pb.ts";
import type { BuildStep } from "./build-step.ts";

/**
 * Corrects the biases of what `build` quantizes. The corrected float model is kept: with nothing changed but the
 * evaluation it is only quantized again.
 */
export async function correctedBiases(
  { float, recipe, set, backend, fixedBatch, signal, clock }: BuildStep,
  build: (model: ModelProto) => QuantizedBuild,
): Promise<BiasCorrection> {
  const { evaluation, ...dependencies } = recipe;
  const key = `${backend} ${JSON.stringify(dependencies)}`;
  const known = float.biasCorrection.get(key);
  clock.plan("correct-bias", known ? 0 : BIAS_CORRECTION_PASSES * set.indices.length);
  clock.enter("correct-bias");
  if (known) return { ...known, build: build(known.model) };
  const onBatch = (count: number) => clock.advance(count);
  const options = { mode: recipe.mode, fixedBatch, signal, onBatch };
  const corrected = await correctBiases(float.model, float.plan, build, set.source, set.indices, options);
  const { model, effects, notices } = corrected;
  float.biasCorrection.set(key, { model, effects, notices });
  return corrected;
}
