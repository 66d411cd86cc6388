import { canonicalJson } from "#core/canonical-json.ts";
import type { ActivationObserver } from "#core/observer.ts";
import type { Recipe } from "#core/recipe.ts";
import type { Backend, CorrectionEffects, Notice } from "#core/report.ts";
import { type QuantizedBuild, quantizeModel } from "#engine/quantize-model.ts";
import type { ModelProto } from "#onnx/schema/onnx_pb.ts";
import type { Phase } from "#protocol/messages.ts";
import type { BuildStep } from "./build-step.ts";
import { calibrate, calibrationSet } from "./calibration-set.ts";
import { correctedBiases, learnedRoundings } from "./corrections.ts";
import type { FloatModel } from "./float-model.ts";
import type { LoadedData } from "./loaded-data.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { type PhaseClock, UNWATCHED } from "./phase-clock.ts";

/** A quantized model and all that was found out on the way to it. */
export interface Built {
  /** The float model that was quantized. */
  float: FloatModel;
  /** The same with corrected biases, if the recipe corrects them. */
  corrected: ModelProto;
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
  /** False for one of many builds that nobody asks for again: the last build stays what it was. */
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
 * rounding, quantization, bias correction. What an earlier recipe has found out and this one shares is not done
 * again. The last build is kept: a run, the export and the weights panel all have the same bytes.
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

/** The last build if it is of this recipe, calibrated on any backend. */
export function knownBuild(model: LoadedModel, recipe: Recipe): Built | null {
  return model.built.get(buildKey(recipe, "webgpu")) ?? model.built.get(buildKey(recipe, "wasm"));
}

/** The last build if it is of this recipe, otherwise a new one, calibrated on WASM. */
export async function ensureBuilt(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  signal: AbortSignal,
): Promise<Built> {
  return knownBuild(model, recipe) ?? buildQuantized(model, data, recipe, { backend: "wasm", signal });
}
