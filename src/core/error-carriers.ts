import type { LayerResult } from "./report.ts";

/** A layer's output error relative to its signal, from its SQNR; the error before it is contained in it. */
const noiseShare = ({ output }: LayerResult): number | null =>
  output === null ? null : 10 ** (-output.sqnrDb / 10);

/**
 * The few layers at which the relative output error, followed through the graph in its order, rises most:
 * at most three that together make up half of all rises, or none where the error builds up everywhere.
 */
export function errorCarriers(layers: LayerResult[]): string[] {
  const rises: { name: string; rise: number }[] = [];
  let before = 0;
  for (const layer of layers) {
    const share = noiseShare(layer);
    if (share === null) continue;
    rises.push({ name: layer.name, rise: Math.max(0, share - before) });
    before = share;
  }
  if (rises.length < 6) return [];
  const half = rises.reduce((sum, { rise }) => sum + rise, 0) / 2;
  const carriers: string[] = [];
  let carried = 0;
  for (const { name, rise } of rises.toSorted((a, b) => b.rise - a.rise)) {
    if (carried >= half || rise === 0) break;
    carriers.push(name);
    carried += rise;
  }
  return carriers.length <= 3 ? carriers : [];
}
