import type { LayerMoments } from "#numerics/weights/learned-rounding/layer-moments.ts";
import type { PatchReader } from "#numerics/weights/learned-rounding/patches.ts";
import { layerPatches } from "#onnx/layers/layer-patches.ts";
import type { QuantizableLayer } from "#onnx/layers/layers.ts";
import { drawIndices, splitmix32 } from "#statistics/sampling.ts";
import { batches } from "../runtime/batch-loop.ts";
import type { InputSource } from "../runtime/input-source.ts";
import type { EngineSession, NamedTensor } from "../runtime/session.ts";
import { timeSlice } from "../runtime/time-slice.ts";

/** A layer, and where the patches of its input go. */
export interface MomentTap {
  layer: QuantizableLayer;
  moments: LayerMoments;
}

export interface CollectMomentsOptions {
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
export async function collectMoments(
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
            reader.read(tensor.data as Float32Array, item * own + patch, buffer, k * reader.size);
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
