import type { QuantizedPart } from "#core/quantized-part.ts";
import type { LayerNetworkErrors, NetworkErrors } from "#protocol/network-errors.ts";
import { formatDecibels } from "#ui/format.ts";

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
  return entry(layers, known, part);
}

function entry(layers: readonly LayerNetworkErrors[], sqnr: readonly number[], part: QuantizedPart): string {
  const half = halfway(sqnr);
  const jump = largestJump(sqnr);
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

/**
 * From which layer on the noise, relative to the signal, never falls below half of what it is at the last one; null
 * where there is none.
 */
export function halfway(sqnrDb: readonly number[]): number | null {
  const noise = sqnrDb.map((db) => 10 ** (-db / 10));
  const atOutput = noise[noise.length - 1];
  if (!(atOutput > 0)) return null;
  return noise.findLastIndex((each) => each < atOutput / 2) + 1;
}

/** The layer whose SQNR lies furthest below that of the layer before it in the graph; null where none does. */
export function largestJump(sqnrDb: readonly number[]): { at: number; dropDb: number } | null {
  let largest: { at: number; dropDb: number } | null = null;
  for (let at = 1; at < sqnrDb.length; at++) {
    const dropDb = sqnrDb[at - 1] - sqnrDb[at];
    if (Number.isFinite(dropDb) && dropDb > (largest?.dropDb ?? 0)) largest = { at, dropDb };
  }
  return largest;
}
