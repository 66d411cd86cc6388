import type { MeanProbe } from "#onnx/quantize/corrections/channel-means.ts";
import { type BatchLoopOptions, type BatchResult, batches } from "../runtime/batch-loop.ts";
import type { InputSource } from "../runtime/input-source.ts";
import type { NamedTensor } from "../runtime/session.ts";
import { breathe } from "../runtime/yield.ts";
import type { ProbedSession } from "./probed-session.ts";

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
      await breathe(options.signal);
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
