import { batches } from "#engine/runtime/batch-loop.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import type { LayerOption } from "#experiment/outcomes/precision-path.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { judgedSqnrDb } from "#numerics/errors/output-errors.ts";
import type { Bits, Granularity, WeightSpec } from "#numerics/grid.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import type { TriedLevel } from "#protocol/autopilot.ts";
import { type ItemSource, itemSource } from "../items/item-source.ts";
import { type ItemOutputs, itemOutputs, OutputComparer } from "../run/evaluation/outputs.ts";
import type { Bench } from "./bench.ts";
import { evaluationOf } from "./measure-recipe.ts";
import { type Common, type LayerLevel, mixedRecipe } from "./mixed-recipe.ts";

/** A level that saves less than this share of the model's bytes is not worth its trial. */
const LEAST_SAVING = 5e-4;

/** The levels of one layer that are worth trying, with the effect of each on the model. FP32 comes first. */
export interface LayerChoices {
  layer: string;
  levels: LayerLevel[];
  options: LayerOption[];
}

/**
 * Measures the noise that each layer alone adds to the model's output at each of its levels, all other layers in
 * FP32. Labels are not used: small noise adds up over the layers, and counts of correct answers do not. Bytes are
 * those of files in which all other layers are INT8; they include conversions between layers.
 */
export async function tryLayers(bench: Bench, common: Common): Promise<LayerChoices[]> {
  const { plan } = bench.ground.model.float(false);
  bench.progress.enter("sensitivity", plan.layers.length);
  const noise = new OutputNoise(bench);
  const choices: LayerChoices[] = [];
  for (const layer of plan.layers) choices.push(await tryLayer(bench, noise, layer, common));
  return choices;
}

async function tryLayer(
  bench: Bench,
  noise: OutputNoise,
  layer: QuantizableLayer,
  common: Common,
): Promise<LayerChoices> {
  const { recipe, layers, fp32, known, progress } = bench;
  const { scheme } = recipe.weights;
  const amid = (level: LayerLevel, others: LayerLevel) =>
    mixedRecipe(recipe, new Map(layers.map((name) => [name, name === layer.name ? level : others])), common);
  const int8: LayerLevel = { bits: 8, scheme, granularity: { kind: "tensor" } };
  const noiseOf = async (level: LayerLevel) =>
    level === "fp32" ? 0 : noise.of((await bench.build(amid(level, "fp32"))).build.bytes);
  const choices: LayerChoices = { layer: layer.name, levels: [], options: [] };
  let least = Infinity;
  let isKnown = true;
  for (const level of layerLevels(layer, recipe)) {
    const key = canonicalJson([layer.name, level, common, recipe.activations.scheme]);
    let trial = known.trials.get(key);
    if (!trial) {
      isKnown = false;
      const sizeBytes = (await bench.build(amid(level, int8))).build.bytes.length;
      const isWorth = sizeBytes < least - LEAST_SAVING * fp32.sizeBytes;
      trial = { sizeBytes, noise: isWorth ? await noiseOf(level) : null };
      known.trials.set(key, trial);
      progress.tick();
    }
    if (trial.noise === null) continue;
    least = trial.sizeBytes;
    choices.levels.push(level);
    choices.options.push({ noise: trial.noise, bytes: trial.sizeBytes });
  }
  progress.step([], isKnown);
  return choices;
}

/** Larger groups save next to nothing, and ONNX Runtime has no kernel for them. */
const LARGEST_GROUP = 256;
const SMALL_GROUP = 32;

/**
 * The ways to store one layer that a search tries, usually the best first: FP32, FP16, 8 bits per channel and per
 * tensor, 4 bits. Weights are rounded to the ranges with the smallest squared error. Beside integer activations,
 * packed 4-bit levels come in groups: the largest power of two that leaves two groups to a channel, and small
 * groups. A product of two activations stores nothing.
 */
function layerLevels({ weight }: QuantizableLayer, { mode, weights }: Recipe): LayerLevel[] {
  if (!weight) return ["fp32"];
  const { scheme } = weights;
  const level = (bits: Bits, granularity: Granularity): WeightSpec => ({
    bits,
    scheme,
    granularity,
    range: "mse",
  });
  const inputs = weight.dims.reduce(
    (size, dim, axis) => (axis === weight.channelAxis ? size : size * dim),
    1,
  );
  const largest = Math.min(LARGEST_GROUP, 2 ** Math.floor(Math.log2(Math.max(1, inputs - 1))));
  const groups = [...new Set([Math.min(SMALL_GROUP, largest), largest])].filter((size) => size >= 2);
  return [
    "fp32",
    "fp16",
    level(8, { kind: "channel" }),
    level(8, { kind: "tensor" }),
    ...groups.map((size) => level(4, { kind: "group", size })),
    ...(mode === "weight-only" ? [level(4, { kind: "channel" })] : []),
  ];
}

/** Calibration images that layers are tried on; the evaluation images stay unseen until a recipe is measured. */
const PICTURES = 16;

/** How far a model's output is from FP32's on the first calibration images, undamaged. */
class OutputNoise {
  #reference: Promise<{ source: ItemSource; indices: Uint32Array; outputs: ItemOutputs[] }> | null = null;

  constructor(private readonly bench: Bench) {}

  /** Noise power by signal power of the first output that can be compared; NaN where none can. */
  async of(model: Uint8Array): Promise<number> {
    this.#reference ??= this.#fp32();
    const { source, indices, outputs } = await this.#reference;
    const comparer = new OutputComparer(this.bench.ground.model.numericOutputs, null);
    const session = await EngineSession.create(model, { backend: "wasm" });
    try {
      const found = await this.#outputs(session, source, indices);
      found.forEach((each, i) => {
        comparer.add(outputs[i], each);
      });
    } finally {
      await session.release();
    }
    const [first] = comparer.results();
    return first ? 10 ** (-judgedSqnrDb(first) / 10) : Number.NaN;
  }

  async #fp32() {
    const { recipe, ground } = this.bench;
    const { model, data, signal } = ground;
    const source = itemSource(data.calibration, model.input, recipe.preprocess, signal);
    const drawn = data.calibrationIndices(recipe.calibration).subarray(0, PICTURES);
    const indices = await source.sound(drawn);
    const outputs = await this.#outputs(await model.fp32Session("wasm"), source, indices);
    return { source, indices, outputs };
  }

  async #outputs(session: EngineSession, source: ItemSource, indices: Uint32Array): Promise<ItemOutputs[]> {
    const { recipe, ground } = this.bench;
    const { model, signal } = ground;
    const all: ItemOutputs[] = [];
    for await (const { outputs, rows, count } of batches(session, source, indices, {
      fixedBatch: model.input.fixedBatch,
      maxBatch: evaluationOf(ground, recipe).quantizedBatch,
      fetches: model.numericOutputs,
      signal,
    }))
      for (let row = 0; row < count; row++) all.push(itemOutputs(outputs, rows, row));
    return all;
  }
}

/**
 * In how many layers each way to store a layer is possible, and in how many it was worth measuring. Groups of all
 * sizes count as one way.
 */
export function triedLevels(
  layers: readonly QuantizableLayer[],
  choices: readonly LayerChoices[],
  recipe: Recipe,
): TriedLevel[] {
  const tried = new Map<string, TriedLevel>();
  for (const [i, layer] of layers.entries()) {
    if (!layer.weight) continue;
    const measured = new Set(choices[i].levels.map(keyOf));
    for (const [key, level] of new Map(layerLevels(layer, recipe).map((each) => [keyOf(each), each]))) {
      const known = tried.get(key) ?? { ...wordsOf(level), layers: 0, measured: 0 };
      known.layers++;
      if (measured.has(key)) known.measured++;
      tried.set(key, known);
    }
  }
  return [...tried.values()];
}

const wordsOf = (level: LayerLevel): Pick<TriedLevel, "precision" | "weights"> =>
  typeof level === "string"
    ? { precision: level, weights: null }
    : { precision: "int", weights: { bits: level.bits, granularity: level.granularity.kind } };

const keyOf = (level: LayerLevel): string => canonicalJson(wordsOf(level));
