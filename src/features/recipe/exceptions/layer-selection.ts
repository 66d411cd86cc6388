import { noiseRise, noiseShare } from "#experiment/outcomes/error-carriers.ts";
import type { LayerResult } from "#experiment/result.ts";
import type { LayerInfo } from "#protocol/messages.ts";

export interface KindGroup {
  kind: LayerInfo["kind"];
  names: string[];
}

/** The layers of each kind that the model has, in the order in which the kinds first appear. */
export function kindGroups(layers: LayerInfo[]): KindGroup[] {
  const groups = new Map<LayerInfo["kind"], string[]>();
  for (const { kind, name } of layers) {
    const names = groups.get(kind);
    if (names) names.push(name);
    else groups.set(kind, [name]);
  }
  return [...groups].map(([kind, names]) => ({ kind, names }));
}

/** The layer that reads the picture and the one that gives the answer. */
export const firstAndLast = (layers: LayerInfo[]): string[] => [
  ...new Set([layers.at(0), layers.at(-1)].flatMap((layer) => (layer ? [layer.name] : []))),
];

export type WorstBy = "added" | "output" | "weights";

/**
 * The `count` layers with the largest error, the worst first: by how much the relative error of the output rises
 * at the layer, by that error itself, or by that of the weights. Layers without such a number are left out.
 */
export function worstLayers(layers: LayerResult[], by: WorstBy, count: number): string[] {
  let before = 0;
  const errors = layers.flatMap(({ name, weights, output }) => {
    const error = by === "weights" ? weights : output;
    const share = noiseShare(error);
    if (share === null) return [];
    const value = by === "added" ? noiseRise(before, share) : share;
    before = share;
    return [{ name, value }];
  });
  return errors
    .toSorted((a, b) => noiseRise(a.value, b.value))
    .slice(0, count)
    .map(({ name }) => name);
}
