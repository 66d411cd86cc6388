import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import {
  type ChannelTensor,
  type MeanProbe,
  probeChannelMeans,
} from "#onnx/quantize/corrections/channel-means.ts";
import { type BatchLoopOptions, type BatchResult, batches } from "../runtime/batch-loop.ts";
import type { InputSource } from "../runtime/input-source.ts";
import { EngineSession, type NamedTensor } from "../runtime/session.ts";
import { yieldToMessages } from "../runtime/yield.ts";

export interface ChannelMeansOptions extends Omit<BatchLoopOptions, "fetches" | "maxBatch"> {
  /** Items of one batch where the model takes any number; the last batch holds what is left. */
  batchSize: number;
  onBatch?: (count: number) => void;
}

/**
 * Runs networks side by side over the items at `indices`. Probes of the others that take a target are fed
 * the means that the first network, the reference, has on the same batch.
 *
 * @returns by network and probe: the mean of every channel over all items, added up in float64. Where the
 * model's batch is fixed, the item that fills up the last batch counts more than the others.
 */
export async function channelMeans(
  networks: readonly ProbedSession[],
  source: InputSource,
  indices: Uint32Array,
  options: ChannelMeansOptions,
): Promise<Float64Array[][]> {
  const [{ probes }, ...others] = networks;
  const means = networks.map((network) => network.probes.map(({ dims }) => new Float64Array(dims[1])));
  for await (const batch of evenBatches(networks[0], source, indices, options)) {
    const { outputs, count } = batch;
    const share = count / indices.length;
    addMeans(means[0], probes, outputs, share);
    for (const [i, network] of others.entries()) {
      await yieldToMessages(options.signal);
      const feeds = { ...batch.feeds };
      network.probes.forEach(({ target, dims }, k) => {
        if (target !== null) feeds[target] = { data: outputs[probes[k].mean].data, dims };
      });
      addMeans(means[i + 1], network.probes, await network.session.run(feeds, meansOf(network)), share);
    }
    options.onBatch?.(count);
  }
  return means;
}

/** All items in batches of one size, and the rest in a smaller one unless the model's batch is fixed. */
async function* evenBatches(
  network: ProbedSession,
  source: InputSource,
  indices: Uint32Array,
  { fixedBatch, batchSize, signal }: ChannelMeansOptions,
): AsyncGenerator<BatchResult> {
  const rest = fixedBatch === null ? indices.length % batchSize : 0;
  const whole = indices.length - rest;
  const options = { signal, fetches: meansOf(network) };
  const size = fixedBatch ?? batchSize;
  yield* batches(network.session, source, indices.subarray(0, whole), { ...options, fixedBatch: size });
  yield* batches(network.session, source, indices.subarray(whole), { ...options, fixedBatch: rest });
}

const meansOf = ({ probes }: ProbedSession) => probes.map(({ mean }) => mean);

function addMeans(
  sums: readonly Float64Array[],
  probes: readonly MeanProbe[],
  outputs: Record<string, NamedTensor>,
  share: number,
): void {
  probes.forEach(({ mean }, i) => {
    const values = outputs[mean].data;
    for (let channel = 0; channel < values.length; channel++) sums[i][channel] += values[channel] * share;
  });
}

/** A session of a model with channel means among its outputs. */
interface ProbedSession {
  session: EngineSession;
  probes: readonly MeanProbe[];
}

/** What to open: see `probeChannelMeans`. */
interface Probed {
  model: ModelProto;
  tensors: readonly ChannelTensor[];
  move: boolean;
}

/**
 * Opens sessions of models with probes in them, on the WASM provider and as the nodes stand, so that sums
 * before quantization can be seen; and releases them when `use` is done.
 */
export async function withProbes<T>(
  wanted: readonly Probed[],
  use: (networks: ProbedSession[]) => Promise<T>,
): Promise<T> {
  const networks: ProbedSession[] = [];
  try {
    for (const { model, tensors, move } of wanted) {
      const probed = probeChannelMeans(model, tensors, move);
      const bytes = writeModel(probed.model);
      const session = await EngineSession.create(bytes, { backend: "wasm", optimization: "disabled" });
      networks.push({ session, probes: probed.probes });
    }
    return await use(networks);
  } finally {
    for (const { session } of networks) await session.release();
  }
}
