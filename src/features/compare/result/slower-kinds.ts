import type { LayerResult } from "#experiment/result.ts";
import type { LayerInfo } from "#protocol/messages.ts";

export interface KindTime {
  kind: LayerInfo["kind"];
  fp32: number;
  quantized: number;
}

/** Differences below a tenth are within what timing a single layer can tell. */
const NOTABLE = 1.1;

/** Total time of each kind of layer, of those kinds that are slower quantized; the costliest first. */
export function slowerKinds(layers: LayerResult[], kinds: Record<string, LayerInfo["kind"]>): KindTime[] {
  const totals = new Map<LayerInfo["kind"], KindTime>();
  for (const { name, latencyMs } of layers) {
    const kind = kinds[name];
    if (!latencyMs || !kind) continue;
    const total = totals.get(kind) ?? { kind, fp32: 0, quantized: 0 };
    total.fp32 += latencyMs.fp32;
    total.quantized += latencyMs.quantized;
    totals.set(kind, total);
  }
  return [...totals.values()]
    .filter(({ fp32, quantized }) => quantized > fp32 * NOTABLE)
    .sort((a, b) => b.quantized - b.fp32 - (a.quantized - a.fp32));
}
