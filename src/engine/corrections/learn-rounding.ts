import type { Recipe } from "#experiment/recipe.ts";
import type { Notice, RoundedLayer } from "#experiment/result.ts";
import { LayerMoments } from "#numerics/weights/learned-rounding/layer-moments.ts";
import { type LearnedRounding, learnRounding } from "#numerics/weights/learned-rounding/learned-rounding.ts";
import type { PatchReader } from "#numerics/weights/learned-rounding/patches.ts";
import { type QuantizedTensor, quantizeWeights } from "#numerics/weights/weights.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import { layerPatches } from "#onnx/layers/weight-layout.ts";
import { floatAttr } from "#onnx/model/graph/attributes.ts";
import { requireConstant } from "#onnx/model/graph/graph.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { drawIndices, splitmix32 } from "#statistics/sampling.ts";
import type { QuantizationPlan } from "../quantize/quantization-plan.ts";
import { batches } from "../runtime/batch-loop.ts";
import type { InputSource } from "../runtime/input-source.ts";
import { EngineSession, type NamedTensor } from "../runtime/session.ts";
import { floatsOf } from "../runtime/tensor-data.ts";
import { timeSlice } from "../runtime/yield.ts";
import { type RoundingJob, roundingJobs, skipped } from "./rounding-jobs.ts";

/** Patches that a layer's inputs are known by; with more of them accuracy hardly rises. */
const PATCHES = 4096;

/** Memory for the moments of all layers that one pass of inference serves. A row of up to 2896 weights fits. */
const MAX_BYTES = 64 * 2 ** 20;

export interface LearnRoundingsOptions {
  /** Batch size the model is fixed to, or null where it takes any. */
  fixedBatch: number | null;
  signal: AbortSignal;
  /** Steps of about the same length: items run, of all passes, and layers rounded. */
  onProgress?: (stepsDone: number, stepsTotal: number) => void;
}

export interface LearnedRoundings {
  /** By layer name; layers that share a weight and quantize it alike share the tensor. */
  roundings: Map<string, QuantizedTensor>;
  /** One per layer that was rounded, in graph order. */
  effects: RoundedLayer[];
  notices: Notice[];
}

/**
 * Learned rounding of the weights of all integer layers (`learnRounding`), from the inputs that the layers of
 * the float model have on the items at `indices`. Layers that share a weight are rounded for all their inputs
 * together, and their effects are those of all. Inference runs over all items as often as the second moments
 * of all layers fill 64 MiB. The result depends on the model, the recipe, the items and the runtime's
 * arithmetic, not on the machine's speed. An attention product has no weights to round. A layer left out
 * otherwise is named by a notice `correction.skipped`, except where its weights are not finite: then the
 * rewriter leaves it in FP32 and says so.
 *
 * @param model float, as it is to be quantized; `plan` is that of this model
 * @throws DOMException `AbortError` soon after the signal has fired: between two runs of the model, or two rows of a weight
 */
export async function learnRoundings(
  model: ModelProto,
  plan: QuantizationPlan,
  recipe: Recipe,
  source: InputSource,
  indices: Uint32Array,
  options: LearnRoundingsOptions,
): Promise<LearnedRoundings> {
  const { onProgress, ...loop } = options;
  const { jobs, notices } = roundingJobs(plan, recipe);
  const passes = passesOf(jobs);
  const layerCount = jobs.reduce((total, { layers }) => total + layers.length, 0);
  const stepsTotal = passes.length * indices.length + layerCount;
  let stepsDone = 0;
  const advance = (steps: number) => {
    stepsDone += steps;
    onProgress?.(stepsDone, stepsTotal);
  };
  advance(0);
  const results = new Map<string, LearnedRounding>();
  for (const pass of passes) {
    const rounders = pass.map((job) => ({ job, moments: new LayerMoments(job.rows, MAX_BYTES) }));
    const taps = rounders.flatMap(({ job, moments }) => job.layers.map((layer) => ({ layer, moments })));
    await collect(model, taps, source, indices, {
      ...loop,
      seed: recipe.calibration.seed,
      patches: PATCHES,
      onBatch: advance,
    });
    for (const { job, moments } of rounders) {
      const values = readFloats(requireConstant(plan.view, job.weight.tensor));
      if (!moments.isFinite()) {
        notices.push(...job.layers.map(({ name }) => skipped(name, "its inputs are not all finite numbers")));
      } else if (values.every((value) => Number.isFinite(value))) {
        const result = await round(values, job, moments, options.signal);
        for (const { name } of job.layers) results.set(name, result);
      }
      advance(job.layers.length);
    }
  }
  const roundings = new Map([...results].map(([name, { quantized }]) => [name, quantized]));
  return { roundings, effects: effectsOf(plan, results), notices };
}

/** Jobs in order, as many together as their moments fit into memory. */
function passesOf(jobs: readonly RoundingJob[]): RoundingJob[][] {
  const passes: RoundingJob[][] = [];
  let bytes = Infinity;
  for (const job of jobs) {
    const own = LayerMoments.bytes(job.rows, MAX_BYTES);
    if (bytes + own > MAX_BYTES) {
      passes.push([]);
      bytes = 0;
    }
    passes[passes.length - 1].push(job);
    bytes += own;
  }
  return passes;
}

async function collect(
  model: ModelProto,
  taps: readonly MomentTap[],
  source: InputSource,
  indices: Uint32Array,
  options: CollectMomentsOptions,
): Promise<void> {
  const tapped = tapOutputs(
    model,
    taps.map(({ layer }) => layer.inputs[0]),
  );
  const session = await EngineSession.create(writeModel(tapped), { backend: "wasm" });
  try {
    await collectMoments(session, taps, source, indices, options);
  } finally {
    await session.release();
  }
}

async function round(
  values: Float32Array,
  { weight, spec }: RoundingJob,
  moments: LayerMoments,
  signal: AbortSignal,
): Promise<LearnedRounding> {
  const pause = timeSlice(signal);
  const nearest = quantizeWeights(values, weight.dims, weight.channelAxis, spec);
  const rounding = learnRounding(values, weight.dims, nearest, moments);
  for (;;) {
    const next = rounding.next();
    if (next.done) return next.value;
    await pause();
  }
}

function effectsOf(plan: QuantizationPlan, results: ReadonlyMap<string, LearnedRounding>): RoundedLayer[] {
  return plan.layers.flatMap(({ name, node }) => {
    const result = results.get(name);
    if (!result) return [];
    const { outputMseNearest, outputMseLearned, changed, quantized } = result;
    // Gemm multiplies its product by alpha.
    const gain = floatAttr(node.proto, "alpha", 1) ** 2;
    return {
      name,
      outputMseNearest: gain * outputMseNearest,
      outputMseLearned: gain * outputMseLearned,
      changed,
      elementCount: quantized.codes.length,
    };
  });
}

/** A layer, and where the patches of its input go. */
interface MomentTap {
  layer: QuantizableLayer;
  moments: LayerMoments;
}

interface CollectMomentsOptions {
  fixedBatch: number | null;
  signal: AbortSignal;
  seed: number;
  /** Patches to draw for each layer from all items together; a layer that has fewer gives all it has. */
  patches: number;
  onBatch?: (count: number) => void;
}

/** Patches read at once. */
const CHUNK = 32;

/**
 * Runs the tapped model over the items and adds patches of each layer's input to its moments: as many from each
 * item, at places drawn from `seed`. Items are run one at a time (where the model's batch is not fixed), so
 * that the sums do not depend on how fast the machine is.
 *
 * @param session a session whose outputs include the layers' first inputs, those of the graph excepted
 */
async function collectMoments(
  session: EngineSession,
  taps: readonly MomentTap[],
  source: InputSource,
  indices: Uint32Array,
  options: CollectMomentsOptions,
): Promise<void> {
  const { signal, onBatch } = options;
  const inputs = new Set(taps.map(({ layer }) => layer.inputs[0]));
  for (const name of session.inputNames) inputs.delete(name);
  const perItem = Math.ceil(options.patches / indices.length);
  const seeds = splitmix32(options.seed);
  const readers = new Readers();
  const pause = timeSlice(signal);
  // The runtime wants to be asked for something, also where all layers read the graph's input.
  const fetches = inputs.size > 0 ? [...inputs] : session.numericOutputs.slice(0, 1);
  const loop = { fixedBatch: options.fixedBatch, signal, fetches, maxBatch: 1 };
  for await (const { outputs, feeds, rows, count } of batches(session, source, indices, loop)) {
    const itemSeeds = Array.from({ length: count }, seeds);
    for (const { layer, moments } of taps) {
      const name = layer.inputs[0];
      const tensor = feeds[name] ?? outputs[name];
      const reader = readers.of(layer, tensor);
      const own = Math.floor(reader.count / rows);
      const buffer = new Float32Array(Math.min(CHUNK, perItem) * reader.size);
      for (let item = 0; item < count; item++) {
        // Ascending, so that memory is read in its order.
        const drawn = drawIndices(own, perItem, itemSeeds[item]).sort();
        for (let from = 0; from < drawn.length; from += CHUNK) {
          const chunk = drawn.subarray(from, from + CHUNK);
          chunk.forEach((patch, k) => {
            reader.read(floatsOf(tensor), item * own + patch, buffer, k * reader.size);
          });
          moments.add(buffer, chunk.length);
          await pause();
        }
      }
    }
    onBatch?.(count);
  }
}

/** The readers of patches, made once for each layer and size of its input. */
class Readers {
  readonly #made = new Map<string, PatchReader>();

  of(layer: QuantizableLayer, { dims }: NamedTensor): PatchReader {
    const key = `${dims.join()} ${layer.name}`;
    let reader = this.#made.get(key);
    if (!reader) {
      reader = layerPatches(layer, dims);
      this.#made.set(key, reader);
    }
    return reader;
  }
}
