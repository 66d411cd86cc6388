import { divisionDistances, overallShift, shiftOf } from "#diagnosis/distribution-shift.ts";
import type { ActivationFacts, ActivationShift } from "#diagnosis/facts.ts";
import { TensorWatch, WATCH_BINS, WatchedValues } from "#diagnosis/tensor-watch.ts";
import { itemBatches } from "#engine/item-batches.ts";
import { calibrateActivation } from "#engine/quantize/activation-params.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { floatsOf } from "#engine/runtime/tensor-data.ts";
import { yieldToMessages } from "#engine/runtime/yield.ts";
import { layerPrecision } from "#experiment/layer-spec.ts";
import type { Preprocess, Recipe } from "#experiment/recipe.ts";
import { Preprocessor } from "#images/preprocess/preprocess.ts";
import type { ActivationObserver } from "#numerics/calibration/observer.ts";
import { decibelsOf } from "#numerics/errors/errors.ts";
import { activationTensors } from "#onnx/layers/layers.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { divisions } from "#statistics/permutation.ts";
import type { FloatModel } from "../build/build-step.ts";
import type { ItemSource } from "../items/item-source.ts";
import { tappedBatch } from "../items/tapped-batch.ts";

/** Values that take some ten milliseconds to look at: a cancel is heard after each such stretch. */
const LONG = 2 ** 21;

/** Some images of one set. */
export interface Sample {
  source: ItemSource;
  indices: Uint32Array;
}

interface Watched {
  tensor: string;
  layer: string | null;
  watch: TensorWatch;
  step: number;
  calibration: WatchedValues;
  evaluation: WatchedValues;
}

export interface WatchOptions {
  recipe: Recipe;
  fixedBatch: number | null;
  signal: AbortSignal;
  onBatch: (count: number) => void;
  /** Reads brightness and contrast back from network input; null for input that is no image. */
  levels: ((batch: Float32Array) => PictureLevels[]) | null;
}

export interface WatchedActivations {
  shift: ActivationShift;
  /** Of the calibration images first, then of the evaluation images. */
  levels: PictureLevels[];
}

/** Runs the float model on some calibration and some evaluation images, and compares their activations. */
export async function watchActivations(
  { model, plan }: FloatModel,
  observers: ReadonlyMap<string, ActivationObserver>,
  samples: { calibration: Sample; evaluation: Sample },
  options: WatchOptions,
): Promise<WatchedActivations> {
  const { recipe, fixedBatch, signal, onBatch } = options;
  const [own, others] = [samples.calibration.indices.length, samples.evaluation.indices.length];
  const integer = plan.layers.filter(({ name }) => layerPrecision(recipe, name) === "int");
  const quantized = activationTensors(plan.view, integer);
  const watched = quantized.flatMap((tensor) => {
    const observer = observers.get(tensor);
    const layer = plan.layerOf.get(tensor) ?? null;
    return (observer && watchOf(observer, { tensor, layer }, recipe, own + others)) ?? [];
  });
  const session = await EngineSession.create(writeModel(tapOutputs(model, quantized)), {
    backend: "wasm",
  });
  const levels: PictureLevels[] = [];
  try {
    for (const [set, firstPlace] of [
      ["calibration", 0],
      ["evaluation", own],
    ] as const) {
      const { source, indices } = samples[set];
      const tensors = watched.map(({ tensor }) => tensor);
      const maxBatch = tappedBatch(model, quantized, source);
      for await (const batch of itemBatches(session, tensors, source, indices, {
        fixedBatch,
        maxBatch,
        signal,
      })) {
        const { feeds, offset, count, parts } = batch;
        for (const each of watched) {
          let place = firstPlace + offset;
          for (const values of parts(each.tensor)) {
            if (values.length > LONG) await yieldToMessages(signal);
            each.watch.add(values, 0, values.length, place++, each[set]);
          }
        }
        if (options.levels) levels.push(...options.levels(floatsOf(feeds[source.inputName])).slice(0, count));
        onBatch(count);
      }
    }
  } finally {
    await session.release();
  }
  const all = divisions(own + others, own);
  const distances: Float64Array[] = [];
  for (const { watch } of watched) {
    await yieldToMessages(signal);
    distances.push(divisionDistances(watch.rows, WATCH_BINS, all));
  }
  return {
    shift: {
      pictures: { calibration: own, evaluation: others },
      ...overallShift(distances),
      quantized,
      tensors: watched.map((each, i) => ({
        ...factsOf(each),
        ...shiftOf(distances[i]),
        readers: plan.layers.filter(({ inputs }) => inputs.includes(each.tensor)).map(({ name }) => name),
      })),
    },
    levels,
  };
}

function watchOf(
  observer: ActivationObserver,
  where: { tensor: string; layer: string | null },
  recipe: Recipe,
  pictures: number,
): Watched | null {
  const calibrated = calibrateActivation(observer, where, recipe);
  if (!calibrated || !observer.histogram) return null;
  const { scale, zeroPoint, qmin, qmax } = calibrated.params;
  const range = { rmin: (qmin - zeroPoint) * scale, rmax: (qmax - zeroPoint) * scale };
  return {
    ...where,
    watch: new TensorWatch(observer.histogram, range, pictures),
    step: scale,
    calibration: new WatchedValues(),
    evaluation: new WatchedValues(),
  };
}

const shareOf = ({ clipped, count }: WatchedValues): number => (count === 0 ? 0 : clipped / count);

function factsOf({
  tensor,
  layer,
  step,
  calibration,
  evaluation,
}: Watched): Omit<ActivationFacts, "distance" | "chanceDistance" | "readers"> {
  const { clippingError, signal, nonFinite, largest } = evaluation;
  const error = (values: WatchedValues) =>
    (step * step) / 12 + (values.count === 0 ? 0 : values.clippingError / values.count);
  return {
    tensor,
    layer,
    clippedShare: { calibration: shareOf(calibration), evaluation: shareOf(evaluation) },
    clippingSqnrDb: decibelsOf(signal, clippingError),
    errorGrowth: error(evaluation) / error(calibration),
    nonFinite,
    largest,
  };
}

/** Rec. 601 luma. */
const LUMA = [0.299, 0.587, 0.114];

/** Mean grey level and standard deviation of one image. */
export interface PictureLevels {
  brightness: number;
  contrast: number;
}

/** Reads brightness and contrast back from network input, `[n, …dims]`, as the network gets them. */
export class LevelReader {
  readonly #preprocessor: Preprocessor;

  constructor(preprocess: Preprocess) {
    this.#preprocessor = new Preprocessor(preprocess);
  }

  levels(batch: Float32Array): PictureLevels[] {
    const { width, height, rgba } = this.#preprocessor.levels(batch);
    const bytes = width * height * 4;
    return Array.from({ length: rgba.length / bytes }, (_, i) =>
      levelsOf(rgba.subarray(i * bytes, (i + 1) * bytes)),
    );
  }
}

function levelsOf(rgba: Uint8ClampedArray): PictureLevels {
  const pixels = rgba.length / 4;
  let [sum, squares] = [0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    const grey = LUMA[0] * rgba[at] + LUMA[1] * rgba[at + 1] + LUMA[2] * rgba[at + 2];
    sum += grey;
    squares += grey * grey;
  }
  const brightness = sum / pixels;
  return { brightness, contrast: Math.sqrt(Math.max(0, squares / pixels - brightness * brightness)) };
}
