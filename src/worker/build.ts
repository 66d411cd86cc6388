import type { ActivationObserver } from "#core/observer.ts";
import type { Recipe } from "#core/recipe.ts";
import type { Backend } from "#core/report.ts";
import { collectActivations } from "#engine/collect.ts";
import { type QuantizedBuild, quantizeModel } from "#engine/quantize-model.ts";
import type { LoadedData } from "./loaded-data.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { PictureSource } from "./picture-source.ts";

/**
 * What every calibration method is derived from: one inference pass over the calibration pictures. It is run
 * again only if the pictures, their preprocessing or the backend have changed, not for another method.
 */
export async function calibrate(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  backend: Backend,
  signal: AbortSignal,
  onBatch: (count: number) => void = () => {},
): Promise<Map<string, ActivationObserver>> {
  const { method, percentile, ...pictures } = recipe.calibration;
  const key = JSON.stringify([recipe.preprocess, pictures, backend]);
  const known = model.observers.get(key);
  if (known) return known;
  const { tensors } = model.plan;
  const session = await model.tappedSession(backend);
  const source = new PictureSource(model.pictureInput.name, data.calibration, recipe.preprocess);
  const observers = await collectActivations(
    session,
    tensors,
    source,
    data.calibrationIndices(recipe.calibration),
    {
      fixedBatch: model.pictureInput.fixedBatch,
      signal,
      onBatch,
    },
  );
  return model.observers.set(key, observers);
}

const buildKey = ({ evaluation, ...rest }: Recipe) => JSON.stringify(rest);

/** Builds the quantized model and keeps it for export and for looking at its layers. */
export function buildQuantized(
  model: LoadedModel,
  recipe: Recipe,
  observers: Map<string, ActivationObserver>,
): QuantizedBuild {
  return model.build.set(buildKey(recipe), quantizeModel(model.folded, model.plan, observers, recipe));
}

/** The last build if it is of this recipe, otherwise a new one. */
export async function ensureBuild(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  signal: AbortSignal,
): Promise<QuantizedBuild> {
  const known = model.build.get(buildKey(recipe));
  return known ?? buildQuantized(model, recipe, await calibrate(model, data, recipe, "wasm", signal));
}
