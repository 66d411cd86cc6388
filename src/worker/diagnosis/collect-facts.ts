import { classMix } from "#diagnosis/class-mix.ts";
import type { ComparedMeans, DiagnosisFacts, RangeFacts, WeightFacts } from "#diagnosis/facts.ts";
import { rangeGrowth } from "#diagnosis/range-growth.ts";
import { yieldToMessages } from "#engine/runtime/yield.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import { meanDifferencePValue } from "#statistics/permutation.ts";
import { drawIndices } from "#statistics/sampling.ts";
import type { Built } from "../build/build-step.ts";
import { calibrationSet } from "../build/calibration-set.ts";
import { itemSource } from "../items/item-source.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { conversions, weightFacts } from "./graph-facts.ts";
import {
  LevelReader,
  type PictureLevels,
  type WatchedActivations,
  watchActivations,
} from "./watch-activations.ts";

/** Images of each set that are run. Three is the smallest division that a test can tell from chance. */
const PICTURES = 40;
/** Most labels that are compared: more tell nothing new and cost time. */
const LABELS = 4096;

/**
 * Collects the facts about a run that only the worker can find: which activations differ between calibration and
 * evaluation images, how stable the ranges are, how uneven the weights are, and what the graph converts.
 */
export async function collectFacts(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  built: Built,
  report: (progress: { done: number; total: number }) => void,
  signal: AbortSignal,
): Promise<DiagnosisFacts> {
  const { float, build, observers } = built;
  const watched = observers.size > 0 ? await watch() : null;
  const floatNodes = new Set(
    build.layers.flatMap(({ layer, result }) => (result.arithmetic === "integer" ? [] : [layer.name])),
  );
  return {
    sharedSplit: data.summary.sharedSplit,
    activations: watched?.shift ?? null,
    levels: watched && levelFacts(watched.levels, watched.shift.pictures.calibration),
    classMix: mixOf(data, recipe),
    ranges: watched && rangeFacts(observers, data.calibration.labels.length),
    weights: await weights(built, recipe, signal),
    conversions: conversions(graphView(build.model), floatNodes),
  };

  async function watch(): Promise<WatchedActivations> {
    const set = calibrationSet(model, data, recipe, signal);
    const source = itemSource(data.evaluation, model.input, recipe.preprocess, signal);
    const calibration = { source: set.source, indices: some(await set.indices()) };
    const evaluation = {
      source,
      indices: await source.sound(some(data.evaluationIndices(recipe.evaluation))),
    };
    const total = calibration.indices.length + evaluation.indices.length;
    let done = 0;
    const isPictures = data.calibration.kind === "pictures" && data.evaluation.kind === "pictures";
    const reader = isPictures ? new LevelReader(recipe.preprocess) : null;
    return watchActivations(
      float,
      observers,
      { calibration, evaluation },
      {
        recipe,
        fixedBatch: model.input.fixedBatch,
        signal,
        onBatch: (count) => {
          done += count;
          report({ done, total });
        },
        levels: reader && ((batch) => reader.levels(batch)),
      },
    );
  }
}

async function weights({ float, build }: Built, recipe: Recipe, signal: AbortSignal): Promise<WeightFacts[]> {
  const facts: WeightFacts[] = [];
  for (const layer of build.layers) {
    await yieldToMessages(signal);
    const known = weightFacts(float.plan.view, layer, recipe);
    if (known) facts.push(known);
  }
  return facts;
}

/** Draws so many indices anew, ascending. The draw does not depend on the order of `indices`. */
function some(indices: Uint32Array, most = PICTURES): Uint32Array {
  const sorted = indices.toSorted();
  return drawIndices(sorted.length, most, 1)
    .sort()
    .map((at) => sorted[at]);
}

function levelFacts(levels: PictureLevels[], first: number): DiagnosisFacts["levels"] {
  if (levels.length === 0) return null;
  const compare = (read: (levels: PictureLevels) => number): ComparedMeans => {
    const values = Float64Array.from(levels, read);
    const mean = (part: Float64Array) => part.reduce((sum, value) => sum + value, 0) / part.length;
    return {
      calibration: mean(values.subarray(0, first)),
      evaluation: mean(values.subarray(first)),
      pValue: meanDifferencePValue(values, first),
    };
  };
  return {
    brightness: compare(({ brightness }) => brightness),
    contrast: compare(({ contrast }) => contrast),
  };
}

function mixOf(data: LoadedData, { calibration, evaluation }: Recipe): DiagnosisFacts["classMix"] {
  const { labelledCount } = data.summary;
  if (labelledCount.calibration === 0 || labelledCount.evaluation === 0 || data.classCount < 2) return null;
  const labels = (all: Int32Array, indices: Uint32Array) =>
    Int32Array.from(some(indices, LABELS), (index) => all[index]);
  return classMix(
    labels(data.calibration.labels, data.calibrationIndices(calibration)),
    labels(data.evaluation.labels, data.evaluationIndices(evaluation)),
    data.classCount,
  );
}

function rangeFacts(observers: Built["observers"], available: number): RangeFacts {
  const all = [...observers.values()];
  return {
    pictures: Math.max(...all.map(({ itemMaxima }) => itemMaxima.length)),
    available,
    growth: all.flatMap(({ itemMinima, itemMaxima }) => rangeGrowth(itemMinima, itemMaxima) ?? []),
  };
}
