import { collectActivations } from "#engine/item-batches.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import type { Backend } from "#experiment/backends.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Calibration, Distortion, Recipe } from "#experiment/recipe.ts";
import { isIdentity } from "#images/resize/distort.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { itemSource } from "../items/item-source.ts";
import { tappedBatch } from "../items/tapped-batch.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import type { BuildStep, CalibrationSet, FloatModel } from "./build-step.ts";

export function calibrationSet(
  { input }: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  signal: AbortSignal,
): CalibrationSet {
  const { preprocess, calibration } = recipe;
  const source = itemSource(data.calibration, input, preprocess, signal, damageOf(calibration));
  const drawn = data.calibrationIndices(calibration);
  let sound: Promise<Uint32Array> | null = null;
  return {
    source,
    indices: () => {
      sound ??= source.sound(drawn);
      return sound;
    },
    count: drawn.length,
    key: calibrationKey(recipe),
  };
}

/** Null where the distortion leaves the images as they are. */
function damageOf({ distort, seed }: Calibration): { distort: Distortion; seed: number } | null {
  return distort && !isIdentity(distort) ? { distort, seed } : null;
}

/** Equal for two recipes whose calibration feeds the network the same values. */
export function calibrationKey({ preprocess, calibration }: Recipe): string {
  const { count, seed, classes } = calibration;
  return canonicalJson([preprocess, count, seed, classes, damageOf(calibration)]);
}

const observersKey = (set: string, backend: Backend) => `${backend} ${set}`;

/** What an earlier pass over the calibration images of this recipe has collected, on any backend. */
export function knownObservers(float: FloatModel, recipe: Recipe): Map<string, ActivationObserver> | null {
  const key = calibrationKey(recipe);
  return float.observers.get(observersKey(key, "wasm")) ?? float.observers.get(observersKey(key, "webgpu"));
}

/**
 * Collects what every calibration method is derived from, in one inference pass over the calibration images. The
 * pass is repeated only if the images, their preprocessing or the backend have changed, not for another method.
 */
export async function calibrate({
  float: { model, plan, observers },
  set: { source, indices, count, key: set },
  backend,
  fixedBatch,
  signal,
  clock,
}: BuildStep): Promise<Map<string, ActivationObserver>> {
  const key = observersKey(set, backend);
  const known = observers.get(key);
  clock.plan("calibrate", known ? 0 : count);
  clock.enter("calibrate");
  if (known) return known;
  const session = await EngineSession.create(writeModel(tapOutputs(model, plan.tensors)), {
    backend,
    variant: "fp32",
  });
  try {
    const onBatch = (count: number) => clock.advance(count);
    const maxBatch = tappedBatch(model, plan.tensors, source);
    const options = { fixedBatch, maxBatch, signal, onBatch };
    return observers.set(
      key,
      await collectActivations(session, plan.tensors, source, await indices(), options),
    );
  } finally {
    await session.release();
  }
}
