import type { LayerResult } from "#experiment/result.ts";
import type { LayerWeightError } from "#protocol/layer-explorer.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import type { RunRecord } from "#store/run/run-slice.ts";

/** What is known of one layer: of its weights under the recipe as it is now, and what the last run measured. */
export interface ExploredLayer {
  info: LayerInfo;
  weights: LayerWeightError | null;
  measured: LayerResult | null;
  /** Of the quantized network's time, as the sum over its layers; null until measured. */
  timeShare: number | null;
}

/** What every view of one layer shows: the layer, and the last run. */
export interface LayerDepthProps {
  layer: ExploredLayer;
  run: RunRecord | null;
}

/** The layers of the network with all that is known of them. */
export function exploredLayers(
  layers: readonly LayerInfo[],
  weights: readonly LayerWeightError[],
  measured: readonly LayerResult[],
): ExploredLayer[] {
  const weightsOf = new Map(weights.map((error) => [error.name, error]));
  const measuredOf = new Map(measured.map((layer) => [layer.name, layer]));
  const total = measured.reduce((sum, { latencyMs }) => sum + (latencyMs?.quantized ?? 0), 0);
  return layers.map((info) => {
    const own = measuredOf.get(info.name) ?? null;
    return {
      info,
      weights: weightsOf.get(info.name) ?? null,
      measured: own,
      timeShare: own?.latencyMs && total > 0 ? own.latencyMs.quantized / total : null,
    };
  });
}
