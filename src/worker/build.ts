import type { ActivationObserver } from "#core/observer.ts";
import type { Recipe } from "#core/recipe.ts";
import type { Backend, CorrectionEffects, Notice } from "#core/report.ts";
import { type QuantizedBuild, quantizeModel } from "#engine/quantize-model.ts";
import { calibrate, calibrationSet } from "./calibration-set.ts";
import type { FloatModel } from "./float-model.ts";
import type { LoadedData } from "./loaded-data.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { type PhaseClock, UNWATCHED } from "./phase-clock.ts";

/** A quantized model and all that was found out on the way to it. */
export interface Built {
  /** The float model that was quantized. */
  float: FloatModel;
  build: QuantizedBuild;
  /** Empty in the modes that need no ranges. */
  observers: ReadonlyMap<string, ActivationObserver>;
  corrections: CorrectionEffects;
  notices: Notice[];
}

export interface BuildOptions {
  /** That of the calibration pass: its sums, and so the ranges, differ in the last digits. */
  backend: Backend;
  signal: AbortSignal;
  clock?: PhaseClock;
}

const buildKey = (recipe: Recipe, backend: Backend) => `${backend} ${JSON.stringify(recipe)}`;

/**
 * Makes the quantized model of a recipe, in the order of the procedure: equalization, calibration, quantization.
 * What an earlier recipe has found out and this one shares is not done again. The last build is kept: a run, the
 * export and the weights panel all have the same bytes.
 */
export async function buildQuantized(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  { backend, signal, clock = UNWATCHED }: BuildOptions,
): Promise<Built> {
  const key = buildKey(recipe, backend);
  const known = model.built.get(key);
  if (known) return known;
  const float = model.float(recipe.corrections.equalize ?? false);
  const set = calibrationSet(model, data, recipe);
  const { fixedBatch } = model.pictureInput;
  const onBatch = (count: number) => clock.advance(count);

  let observers: ReadonlyMap<string, ActivationObserver> = new Map();
  if (recipe.mode === "static") {
    clock.enter("calibrate");
    observers = await calibrate(float, set, backend, { fixedBatch, signal, onBatch });
  }
  clock.enter("quantize");
  const build = quantizeModel(float.model, float.plan, observers, recipe);
  return model.built.set(key, {
    float,
    build,
    observers,
    corrections: { equalization: float.equalization, biasCorrection: null, learnedRounding: null },
    notices: [...float.notices, ...build.notices],
  });
}

/** The last build if it is of this recipe, otherwise a new one, calibrated on WASM. */
export async function ensureBuilt(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  signal: AbortSignal,
): Promise<Built> {
  const ofWebgpu = model.built.get(buildKey(recipe, "webgpu"));
  return ofWebgpu ?? buildQuantized(model, data, recipe, { backend: "wasm", signal });
}
