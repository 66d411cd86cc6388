import { isQuantized, type QuantizedSource } from "#engine/quantize/network-parts.ts";
import type { BuiltLayer } from "#engine/quantize/quantize-model.ts";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { TensorError } from "#numerics/errors/errors.ts";
import type { ErrorView, LayerNetworkErrors } from "#protocol/network-errors.ts";

/** One network to put the images through. */
export interface Pass {
  view: ErrorView;
  part: QuantizedPart;
}

/** What passes have found: errors by layer. */
export type Found = Map<string, ReadonlyMap<string, TensorError>>;

export const passKey = ({ view, part }: Pass): string => `${view} ${part}`;

/** What is worth most comes first. Where nothing rounds activations, the weights are all there is. */
export function passesOf(source: QuantizedSource): Pass[] {
  const parts: QuantizedPart[] = roundsActivations(source) ? ["both", "weights", "activations"] : ["both"];
  return parts.flatMap((part): Pass[] => [
    { view: "accumulated", part },
    { view: "isolated", part },
  ]);
}

const roundsActivations = (source: QuantizedSource): boolean =>
  source.recipe.mode !== "weight-only" ||
  source.build.layers.some((layer) => isQuantized(source, layer, "activations"));

/** The rows of the answer as far as the passes are done, each with the layers that precede it. */
export function layerRows(
  source: QuantizedSource,
  preceding: ReadonlyMap<string, string[]>,
  found: Found,
): LayerNetworkErrors[] {
  const hasActivations = roundsActivations(source);
  const errorOf = (view: ErrorView, part: QuantizedPart, { layer }: BuiltLayer): TensorError | null => {
    const done = found.get(passKey({ view, part: hasActivations || part !== "weights" ? part : "both" }));
    return (done && (done.get(layer.name) ?? NO_ERROR)) ?? null;
  };
  return source.build.layers.map((built) => {
    const isolated = (part: QuantizedPart) =>
      hasPart(source, built, part) ? errorOf("isolated", part, built) : null;
    const accumulated = (part: QuantizedPart) => errorOf("accumulated", part, built);
    return {
      name: built.layer.name,
      op: built.layer.op,
      from: preceding.get(built.layer.name) ?? [],
      isolated: byPart(isolated),
      accumulated: byPart(accumulated),
    };
  });
}

/** That of a layer that stays in FP32. */
const NO_ERROR: TensorError = { mse: 0, sqnrDb: Number.POSITIVE_INFINITY, maxAbsError: 0 };

/** A layer in FP32 has its parts, and no error. */
function hasPart(source: QuantizedSource, built: BuiltLayer, part: QuantizedPart): boolean {
  if (part === "both") return true;
  if (part === "weights") return built.layer.weight !== null;
  return source.recipe.mode !== "weight-only" || isQuantized(source, built, part);
}

const byPart = <T>(of: (part: QuantizedPart) => T): Record<QuantizedPart, T> => ({
  weights: of("weights"),
  activations: of("activations"),
  both: of("both"),
});
