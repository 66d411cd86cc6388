import { type FlowError, noiseBefore } from "#experiment/outcomes/error-carriers.ts";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { LayerNetworkErrors, NetworkErrors } from "#protocol/network-errors.ts";
import { formatDecibels } from "#words/format.ts";

const SOURCE: Record<QuantizedPart, string> = {
  both: "noise power at the output",
  weights: "noise power that the weights bring to the output",
  activations: "noise power that the activations bring to the output",
};

/** Where the error comes in, as a sentence, by the accumulated errors of one part; empty while they are missing. */
export function errorEntry({ layers }: NetworkErrors, part: QuantizedPart): string {
  const sqnr = layers.map(({ accumulated }) => accumulated[part]?.sqnrDb ?? null);
  const known = sqnr.filter((db) => db !== null);
  if (known.length === 0 || known.length < layers.length) return "";
  if (known.some(Number.isNaN))
    return "Some layers give values that are no numbers: nothing can be said of their error.";
  if (known.every((db) => db === Number.POSITIVE_INFINITY)) return "No layer’s output differs from FP32’s.";
  return entry(layers, part);
}

function entry(layers: readonly LayerNetworkErrors[], part: QuantizedPart): string {
  const flow = layers.map(({ name, from, accumulated }) => ({ name, from, output: accumulated[part] }));
  const half = halfway(flow);
  const jump = largestJump(flow);
  const place = (at: number) => `layer ${at + 1} of ${layers.length} (${layers[at].name})`;
  const isThere =
    half === null
      ? "The output is as in FP32: what noise there is on the way is lost again"
      : half === 0 && layers.length > 1
        ? `Half of the ${SOURCE[part]} is there from the first layer on (${layers[0].name})`
        : `Half of the ${SOURCE[part]} is there by ${place(half)}`;
  if (!jump) return `${isThere}.`;
  const where = jump.at === half ? "there, too" : `at ${layers[jump.at].name}`;
  return `${isThere}; the largest single jump is ${where} (${formatDecibels(-jump.dropDb)}).`;
}

/** What each part costs at the last layer, alone; empty where there are not two. */
export function partShares({ layers }: NetworkErrors): string {
  const accumulated = layers.at(-1)?.accumulated;
  if (!accumulated?.both || !accumulated.weights || !accumulated.activations) return "";
  const { both, weights, activations } = accumulated;
  const [all, ofWeights, ofActivations] = [both, weights, activations].map(({ sqnrDb }) =>
    formatDecibels(sqnrDb),
  );
  return `SQNR at the last layer: ${ofWeights} with only the weights quantized, ${ofActivations} with only the activations, ${all} with both.`;
}

const noiseOf = ({ output }: FlowError): number => (output === null ? 0 : 10 ** (-output.sqnrDb / 10));

/**
 * The layer from which on, followed back from the output through the branch that brings most noise, the noise relative
 * to the signal never falls below half of what it is at the output: of several outputs, at the noisiest. Null where
 * the output has none.
 */
export function halfway(layers: readonly FlowError[]): number | null {
  const read = new Set(layers.flatMap(({ from = [] }) => from));
  const outputs = layers.filter(({ name }) => !read.has(name));
  let [current] = outputs.toSorted((a, b) => noiseOf(b) - noiseOf(a));
  const atOutput = current ? noiseOf(current) : 0;
  if (!(atOutput > 0)) return null;
  const before = noiseBefore(layers);
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  while ((before.get(current.name) ?? 0) >= atOutput / 2) {
    const [next] = (current.from ?? [])
      .flatMap((name) => byName.get(name) ?? [])
      .toSorted((a, b) => (b.output?.mse ?? 0) - (a.output?.mse ?? 0));
    if (!next) break;
    current = next;
  }
  return layers.indexOf(current);
}

/** The layer whose SQNR lies furthest below that of what it reads; null where none does. */
export function largestJump(layers: readonly FlowError[]): { at: number; dropDb: number } | null {
  const before = noiseBefore(layers);
  let largest: { at: number; dropDb: number } | null = null;
  for (const [at, layer] of layers.entries()) {
    const dropDb = 10 * Math.log10(noiseOf(layer) / (before.get(layer.name) ?? 0));
    if (Number.isFinite(dropDb) && dropDb > (largest?.dropDb ?? 0)) largest = { at, dropDb };
  }
  return largest;
}
