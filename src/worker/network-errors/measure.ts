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
import { tappedBatch } from "../items/tapped-batch.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import { UNWATCHED } from "../phase-clock.ts";
import { checkInput } from "../run/evaluation/check-input.ts";
import { Evaluation } from "../run/evaluation/evaluation.ts";
import { SMALL_BATCH } from "../run/layers.ts";
import { firstSound } from "./first-sound.ts";
import { type Found, layerRows, type Pass, passesOf, passKey } from "./passes.ts";
import { PictureClock } from "./picture-clock.ts";

/** What was found of the builds that the worker still holds, so that nothing is measured twice. */
const known = new WeakMap<Built, Found>();

/**
 * Error of every layer's output on the first evaluation pictures, by {@link accumulatedNetwork} and
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

/** As many as fit with all that is read of the float network, or of both. */
function batchOf(
  { float }: QuantizedSource,
  { tensors, reads }: PartNetwork,
  { source, quantizedBatch = SMALL_BATCH }: Evaluation,
): number {
  const fetched = [...tensors.map(({ fp32 }) => fp32), ...(reads ?? [])];
  return Math.min(quantizedBatch, tappedBatch(float, fetched, source));
}

async function compare(
  fp32: EngineSession,
  { model, tensors, reads, optimization }: PartNetwork,
  { source }: Evaluation,
  indices: Uint32Array,
  options: Omit<Parameters<typeof layerOutputErrors>[5], "reads">,
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
    const own = reads ? { ...options, reads } : options;
    return await layerOutputErrors(fp32, session, tensors, source, indices, own);
  } finally {
    await session.release();
  }
}
