import { quantizeModel } from "#engine/quantize/quantize-model.ts";
import type { Backend } from "#experiment/backends.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Phase } from "#experiment/phases.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { type PhaseClock, UNWATCHED } from "../phase-clock.ts";
import type { BuildStep, Built } from "./build-step.ts";
import { calibrate, calibrationSet } from "./calibration-set.ts";
import { correctedBiases, learnedRoundings } from "./corrections.ts";

export interface BuildOptions {
  /** The backend of the calibration pass: its sums, and so the ranges, differ in the last digits. */
  backend: Backend;
  signal: AbortSignal;
  clock?: PhaseClock;
  /** False for one of many builds that nobody asks for again: the last build is kept. */
  keep?: boolean;
}

/** The phases that the build of a recipe goes through. */
function buildPhases({ mode, corrections }: Recipe): Phase[] {
  const phases: [Phase, boolean | undefined][] = [
    ["calibrate", mode === "static"],
    ["round", corrections.learnedRounding],
    ["quantize", true],
    ["correct-bias", corrections.biasCorrection],
  ];
  return phases.flatMap(([phase, isOn]) => (isOn ? phase : []));
}

const buildKey = (recipe: Recipe, backend: Backend) => `${backend} ${canonicalJson(recipe)}`;

/**
 * Makes the quantized model of a recipe, in the order of the procedure: equalization, calibration, learned
 * rounding, quantization, bias correction. Steps that an earlier recipe shares are not repeated. The last build is
 * kept, so that a run, the export and the weights panel have the same bytes.
 */
export async function buildQuantized(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  { backend, signal, clock = UNWATCHED, keep = true }: BuildOptions,
): Promise<Built> {
  const key = buildKey(recipe, backend);
  const known = model.built.get(key);
  if (known) {
    for (const phase of buildPhases(recipe)) {
      clock.plan(phase, 0);
      clock.enter(phase);
    }
    return known;
  }
  const { mode, corrections } = recipe;
  const float = model.float(corrections.equalize ?? false);
  const set = calibrationSet(model, data, recipe, signal);
  const { fixedBatch } = model.input;
  const step: BuildStep = { float, recipe, set, backend, fixedBatch, signal, clock };

  let observers: ReadonlyMap<string, ActivationObserver> = new Map();
  if (mode === "static") {
    observers = await calibrate(step);
  }
  const rounding = corrections.learnedRounding ? await learnedRoundings(step) : null;
  clock.enter("quantize");
  const quantize = (version: ModelProto) =>
    quantizeModel(version, float.plan, observers, recipe, rounding?.roundings);
  const biases = corrections.biasCorrection ? await correctedBiases(step, quantize) : null;
  const build = biases?.build ?? quantize(float.model);
  const built: Built = {
    float,
    corrected: biases?.model ?? float.model,
    build,
    observers,
    corrections: {
      equalization: float.equalization,
      biasCorrection: biases?.effects ?? null,
      learnedRounding: rounding?.effects ?? null,
    },
    notices: [float, rounding, build, biases].flatMap((step) => step?.notices ?? []),
  };
  return keep ? model.built.set(key, built) : built;
}

/** The last build if it was made of this recipe, on any backend. */
export function knownBuild(model: LoadedModel, recipe: Recipe): Built | null {
  return model.built.get(buildKey(recipe, "webgpu")) ?? model.built.get(buildKey(recipe, "wasm"));
}

/** The last build if it was made of this recipe, otherwise a new one calibrated on WASM. */
export async function ensureBuilt(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  signal: AbortSignal,
): Promise<Built> {
  return knownBuild(model, recipe) ?? buildQuantized(model, data, recipe, { backend: "wasm", signal });
}
