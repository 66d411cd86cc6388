import { layerOutputErrors } from "#engine/layer-errors.ts";
import { activationParams } from "#engine/quantize/activation-params.ts";
import {
  accumulatedNetwork,
  isolatedNetwork,
  type PartNetwork,
  type QuantizedSource,
} from "#engine/quantize/network-parts.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { TensorError } from "#numerics/errors/errors.ts";
import { precedingLayers } from "#onnx/layers/layer-flow.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { NetworkErrors, NetworkErrorsProgress } from "#protocol/network-errors.ts";
import type { Built } from "../build/build-step.ts";
import { checkInput } from "../items/other-inputs.ts";
import { tappedBatch } from "../items/tapped-batch.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { UNWATCHED } from "../phase-clock.ts";
import { Evaluation } from "../run/evaluation/evaluation.ts";
import { LAYER_PICTURES, SMALL_BATCH } from "../run/layers.ts";
import { type Found, layerRows, type Pass, passesOf, passKey } from "./passes.ts";

/** Errors of the builds that the worker still holds, so that nothing is measured twice. */
const known = new WeakMap<Built, Found>();

/**
 * Error of every layer's output on the first evaluation images, by {@link accumulatedNetwork} and
 * {@link isolatedNetwork}: one pass for each of both and each part, one after the other beside the float network.
 *
 * @throws DOMException `AbortError` between runs; finished passes are kept for the next call
 */
export async function measureNetworkErrors(
  model: LoadedModel,
  data: LoadedData,
  recipe: Recipe,
  built: Built,
  report: (progress: NetworkErrorsProgress) => void,
  signal: AbortSignal,
): Promise<NetworkErrors> {
  const { float, corrected, build, observers } = built;
  const evaluation = new Evaluation(model, data, recipe, { ...UNWATCHED, skip: () => {} }, signal);
  checkInput(model.input, evaluation.source.dims);
  const indices = await firstSound(evaluation);
  const { activations } =
    recipe.mode === "static" ? activationParams(float.plan, observers, recipe) : { activations: new Map() };
  const source: QuantizedSource = { recipe, float: float.model, corrected, build, activations };

  const found = known.get(built) ?? new Map();
  known.set(built, found);
  const preceding = precedingLayers(float.plan.view, float.plan.layers);
  const answer = (): NetworkErrors => ({
    pictures: indices.length,
    layers: layerRows(source, preceding, found),
  });
  const passes = passesOf(source);
  const missing = passes.filter((pass) => !found.has(passKey(pass)));
  const clock = new PictureClock(passes.length * indices.length, missing.length * indices.length, report);
  if (found.size > 0) clock.found(answer());
  if (missing.length === 0) return answer();

  const tapped = build.layers.flatMap(({ layer }) => [...layer.inputs, ...layer.others, layer.outputTensor]);
  const fp32 = await EngineSession.create(writeModel(tapOutputs(float.model, tapped)), { backend: "wasm" });
  try {
    for (const pass of missing) {
      signal.throwIfAborted();
      const network = networkOf(source, pass);
      const errors = await compare(fp32, network, evaluation, indices, {
        maxBatch: batchOf(source, network, evaluation),
        fixedBatch: model.input.fixedBatch,
        signal,
        onBatch: (count) => clock.advance(count),
      });
      found.set(passKey(pass), errors);
      clock.found(answer());
    }
    return answer();
  } finally {
    await fp32.release();
  }
}

function networkOf(source: QuantizedSource, { view, part }: Pass): PartNetwork {
  return view === "accumulated" ? accumulatedNetwork(source, part) : isolatedNetwork(source, part);
}

/** As many items as fit into memory with all tensors that are read of the float network, or of both networks. */
function batchOf(
  { float }: QuantizedSource,
  { tensors, inputTensors }: PartNetwork,
  { source, quantizedBatch = SMALL_BATCH }: Evaluation,
): number {
  const fetched = [...tensors.map(({ fp32 }) => fp32), ...(inputTensors ?? [])];
  return Math.min(quantizedBatch, tappedBatch(float, fetched, source));
}

async function compare(
  fp32: EngineSession,
  { model, tensors, inputTensors, optimization }: PartNetwork,
  { source }: Evaluation,
  indices: Uint32Array,
  options: Omit<Parameters<typeof layerOutputErrors>[5], "inputTensors">,
): Promise<Map<string, TensorError>> {
  if (tensors.length === 0) return new Map();
  const bytes = writeModel(
    tapOutputs(
      model,
      tensors.map(({ quantized }) => quantized),
    ),
  );
  const session = await EngineSession.create(bytes, { backend: "wasm", optimization });
  try {
    const own = inputTensors ? { ...options, inputTensors } : options;
    return await layerOutputErrors(fp32, session, tensors, source, indices, own);
  } finally {
    await session.release();
  }
}

/**
 * The first evaluation images that can be read, as many as layers are compared on; no more are tried than it
 * takes.
 *
 * @throws LabError `data.decode-failed` if none can
 */
async function firstSound(
  evaluation: Pick<Evaluation, "indices" | "source" | "sound">,
): Promise<Uint32Array> {
  const { indices, source } = evaluation;
  for (let tried = 0; tried < indices.length; ) {
    const next = indices.subarray(tried, tried + LAYER_PICTURES);
    await source.batch(next);
    tried += next.length;
    const isEnough =
      tried === indices.length || countSound(indices.subarray(0, tried), source.damaged) >= LAYER_PICTURES;
    if (isEnough) return evaluation.sound(indices.subarray(0, tried)).subarray(0, LAYER_PICTURES);
  }
  return indices;
}

function countSound(indices: Uint32Array, damaged: ReadonlyMap<number, unknown>): number {
  let count = 0;
  for (const index of indices) if (!damaged.has(index)) count++;
  return count;
}

/** Counts images, and estimates the time left from the images that are done. */
class PictureClock {
  #done = 0;
  readonly #startedAt = performance.now();

  /** @param toDo how many of the `total` are not known from before */
  constructor(
    private readonly total: number,
    private readonly toDo: number,
    private readonly report: (progress: NetworkErrorsProgress) => void,
  ) {
    this.#emit(null);
  }

  advance(pictures: number): void {
    this.#done += pictures;
    this.#emit(null);
  }

  found(found: NetworkErrors): void {
    this.#emit(found);
  }

  #emit(found: NetworkErrors | null): void {
    const left = this.toDo - this.#done;
    const elapsedMs = performance.now() - this.#startedAt;
    const remainingMs = this.#done > 0 ? (elapsedMs / this.#done) * left : null;
    this.report({ done: this.total - left, total: this.total, remainingMs, found });
  }
}
