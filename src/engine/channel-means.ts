import type { MeanProbe } from "#onnx/rewrite/channel-means.ts";
import { type BatchLoopOptions, batches } from "./batch-loop.ts";
import type { InputSource } from "./input-source.ts";
import type { ProbedSession } from "./probed-session.ts";
import type { NamedTensor } from "./session.ts";
import { breathe } from "./yield.ts";

/**
 * Runs networks side by side over the items at `indices`. Probes of the others that take a target are fed
 * the means that the first network, the reference, has on the same batch.
 *
 * @returns by network and probe: the mean of every channel over all items, added up in float64
 */
export async function channelMeans(
  networks: readonly ProbedSession[],
  source: InputSource,
  indices: Uint32Array,
  options: Omit<BatchLoopOptions, "fetches"> & { onBatch?: (count: number) => void },
): Promise<Float64Array[][]> {
  const [reference, ...others] = networks;
  const means = networks.map(({ probes }) => probes.map(({ dims }) => new Float64Array(dims[1])));
  const fetchesOf = ({ probes }: ProbedSession) => probes.map(({ mean }) => mean);
  for await (const batch of batches(reference.session, source, indices, {
    ...options,
    fetches: fetchesOf(reference),
  })) {
    const { outputs, input, rows, count } = batch;
    const share = count / indices.length;
    addMeans(means[0], reference.probes, outputs, share);
    for (const [i, network] of others.entries()) {
      await breathe(options.signal);
      const feeds: Record<string, NamedTensor> = {
        [source.inputName]: { data: input, dims: [rows, ...source.dims] },
      };
      network.probes.forEach(({ target, dims }, k) => {
        if (target !== null) feeds[target] = { data: outputs[reference.probes[k].mean].data, dims };
      });
      const results = await network.session.run(feeds, fetchesOf(network));
      addMeans(means[i + 1], network.probes, results, share);
    }
    options.onBatch?.(count);
  }
  return means;
}

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
