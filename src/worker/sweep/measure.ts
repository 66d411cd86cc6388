import { correctBiases } from "#engine/corrections/bias-correction.ts";
import { learnRoundings } from "#engine/corrections/learn-rounding.ts";
import { roundingJobs } from "#engine/corrections/rounding-jobs.ts";
import { type QuantizedBuild, quantizeModel, type Roundings } from "#engine/quantize/quantize-model.ts";
import { batches } from "#engine/runtime/batch-loop.ts";
import { fedDims } from "#engine/runtime/input-source.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { yieldToMessages } from "#engine/runtime/yield.ts";
import { commonTensors, partBehind } from "#engine/sweep/cut.ts";
import { type Frontier, frontiersOf } from "#engine/sweep/frontier.ts";
import { feedsFor, Prefix } from "#engine/sweep/prefix.ts";
import { flipsBetween, pairedOutcome } from "#experiment/outcomes/paired-outcomes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { SweepDirection, SweepRow } from "#protocol/sensitivity.ts";
import type { BuildStep, Built } from "../build/build-step.ts";
import { learnedRoundings } from "../build/corrections.ts";
import { evaluationChunks } from "../run/evaluation/evaluation.ts";
import { type Fp32Side, type ItemScores, type SweepBatch, sweepBatch, sweepBatches } from "./fp32-side.ts";
import type { MeasuredWhole } from "./sweep-state.ts";

/** Evaluates the recipe as it is, as a run does, and takes the time. */
export async function measureWhole(
  { bytes }: QuantizedBuild,
  fp32: Fp32Side,
  fixedBatch: number | null,
  signal: AbortSignal,
): Promise<MeasuredWhole> {
  const { source, indices, quantizedBatch } = fp32.evaluation;
  const session = await EngineSession.create(bytes, { backend: "wasm", variant: "quantized" });
  const scores = fp32.scores();
  const options = { fixedBatch, maxBatch: quantizedBatch, fetches: [fp32.output], signal };
  const started = performance.now();
  let itemMs = Infinity;
  try {
    for (const chunk of evaluationChunks(indices)) {
      for await (const batch of batches(session, source, chunk, options)) {
        const { outputs, rows, offset, count, elapsedMs } = batch;
        itemMs = Math.min(itemMs, elapsedMs / rows);
        await fp32.score(scores, sweepBatch(chunk.subarray(offset, offset + count), rows), outputs);
      }
    }
  } finally {
    await session.release();
  }
  const evaluationMs = performance.now() - started;
  return { ...scores.result(fp32.sound), pictures: fp32.sound.length, itemMs, evaluationMs };
}

/**
 * How long one run of the whole network may take, about. Longer ones are slower by item, as a batch's activations leave
 * the processor's caches: half as slow again in a MobileNet at eight times this.
 */
const BATCH_MS = 10;
const MAX_BATCH = 64;

/**
 * The rows of some layers, in the order of the graph. The networks that differ in one layer from FP32 (`only`) or
 * from the recipe's own (`all-but`) are run from where they begin to differ (`VariantRunner`).
 */
export async function* measureRows(
  built: Built,
  step: BuildStep,
  fp32: Fp32Side,
  { whole, flips, itemMs }: MeasuredWhole,
  direction: SweepDirection,
  layers: readonly string[],
): AsyncGenerator<SweepRow> {
  const { recipe, fixedBatch, signal } = step;
  const { float, build, observers } = built;
  const { indices, source, quantizedBatch } = fp32.evaluation;
  const size = fixedBatch ?? quantizedBatch ?? batchSize(itemMs);
  const base =
    direction === "only"
      ? quantizeModel(float.model, float.plan, observers, withFloat(recipe, float.plan.layers)).model
      : build.model;
  const runner = new VariantRunner(base, {
    fp32,
    batches: sweepBatches(indices, size, fixedBatch !== null),
    itemDims: new Map([[source.inputName, fedDims(source, fixedBatch ?? 1)]]),
    isFixed: fixedBatch !== null,
    signal,
  });
  const buildVariant = await variantBuilder(built, step);
  for (const layer of layers) {
    const variant = await buildVariant(sweepRecipe(recipe, float.plan.layers, layer, direction));
    const found = (await runner.run(variant)).result(fp32.sound);
    const { lost, gained } = pairedOutcome(flipsBetween(flips, found.flips), whole.top1);
    yield { layer, ...found.whole, againstWhole: { lost, gained } };
  }
}

function batchSize(itemMs: number): number {
  return Math.max(1, Math.min(MAX_BATCH, Math.round(BATCH_MS / itemMs)));
}

interface Named {
  name: string;
}

/** The recipe whose run gives what the row of a layer says. */
export function sweepRecipe(
  recipe: Recipe,
  layers: readonly Named[],
  layer: string,
  direction: SweepDirection,
): Recipe {
  return withFloat(
    recipe,
    layers.filter(({ name }) => (name === layer) === (direction === "all-but")),
  );
}

/** The recipe with these layers in FP32. */
function withFloat(recipe: Recipe, layers: readonly Named[]): Recipe {
  const float = layers.map(({ name }) => [name, { ...recipe.layers[name], precision: "fp32" }] as const);
  return { ...recipe, layers: { ...recipe.layers, ...Object.fromEntries(float) } };
}

/** Quantizes the model of a recipe anew with some layers left in FP32, without touching what is kept of the recipe itself. */
type VariantBuilder = (variant: Recipe) => Promise<ModelProto>;

/**
 * Equalization is that of the whole recipe: which layers are in FP32 has no say in it. Learned rounding goes by the
 * inputs that a layer has in FP32, so that the codes of the whole recipe are those of every variant, but where
 * layers share a weight: their codes are learned together, and anew for a variant that tells them apart. Bias
 * correction measures what is left of the error of a network, which every variant has another of: it is done
 * for each, as a run of that recipe does it.
 */
async function variantBuilder({ float, observers }: Built, step: BuildStep): Promise<VariantBuilder> {
  const { recipe, set, fixedBatch, signal } = step;
  const { learnedRounding, biasCorrection } = recipe.corrections;
  const known = learnedRounding ? (await learnedRoundings(step)).roundings : new Map();
  const isShared =
    learnedRounding && roundingJobs(float.plan, recipe).jobs.some(({ layers }) => layers.length > 1);

  async function roundingsOf(variant: Recipe): Promise<Roundings> {
    if (!isShared) return known;
    const options = { fixedBatch, signal };
    const indices = await set.indices();
    return (await learnRoundings(float.model, float.plan, variant, set.source, indices, options)).roundings;
  }

  return async (variant) => {
    const roundings = await roundingsOf(variant);
    const quantize = (model: ModelProto): QuantizedBuild =>
      quantizeModel(model, float.plan, observers, variant, roundings);
    if (!biasCorrection) return quantize(float.model).model;
    const options = { mode: recipe.mode, fixedBatch, signal };
    const indices = await set.indices();
    return (await correctBiases(float.model, float.plan, quantize, set.source, indices, options)).build.model;
  };
}

/** Frontiers tried for one variant before it is run from where the last one was. */
const MAX_TRIES = 3;

interface VariantRunnerOptions {
  fp32: Fp32Side;
  batches: readonly SweepBatch[];
  /** Dimensions of the inputs for one item, or for one batch where that is fixed. */
  itemDims: ReadonlyMap<string, readonly number[]>;
  isFixed: boolean;
  signal: AbortSignal;
}

/**
 * Evaluates networks that have their beginnings in common with a base network, one after the other, each from the last
 * frontier up to which it computes what the base does. What the base gives there is computed once, for all
 * images, as the networks that are asked for begin to differ further and further on.
 */
class VariantRunner {
  readonly #prefix: Prefix;
  readonly #frontiers: readonly Frontier[];

  constructor(
    private readonly base: ModelProto,
    private readonly options: VariantRunnerOptions,
  ) {
    const { fp32, batches, itemDims, isFixed, signal } = options;
    this.#frontiers = frontiersOf(base, itemDims, !isFixed);
    this.#prefix = new Prefix(base, {
      batches: batches.map(({ rows }) => rows),
      source: fp32.evaluation.source,
      outputs: [fp32.output],
      signal,
    });
  }

  /** @throws DOMException `AbortError` between two batches once the signal has fired */
  async run(variant: ModelProto): Promise<ItemScores> {
    const { fp32, batches, signal } = this.options;
    const part = await this.#partToRun(variant);
    const session = await EngineSession.create(writeModel(part), { backend: "wasm" });
    const scores = fp32.scores();
    try {
      for (const [i, batch] of batches.entries()) {
        await yieldToMessages(signal);
        const values = await this.#prefix.feeds(i);
        const outputs = await session.run(feedsFor(session, values), [fp32.output]);
        await fp32.score(scores, batch, outputs);
      }
      return scores;
    } finally {
      await session.release();
    }
  }

  /** Moves the prefix as far as the variant agrees with it, and cuts the variant there. */
  async #partToRun(variant: ModelProto): Promise<ModelProto> {
    const common = commonTensors(this.base, variant);
    const cutAt = ({ tensors }: Frontier) =>
      tensors.every(({ name }) => common.has(name)) ? partBehind(variant, tensors) : null;
    let tries = 0;
    for (const frontier of this.#frontiers.toReversed()) {
      if (tries >= MAX_TRIES || !this.#prefix.isOpen(frontier)) continue;
      const part = cutAt(frontier);
      if (!part) continue;
      if (await this.#prefix.moveTo(frontier)) return part;
      tries++;
    }
    const { frontier } = this.#prefix;
    const here = frontier && cutAt(frontier);
    if (frontier && !here) this.#prefix.restart();
    return here ?? variant;
  }
}
