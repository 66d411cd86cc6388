import type { LayerResult } from "#experiment/result.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import { worstLayer } from "../worst-layer.ts";

/** The layer to look at first: the worst of a run, else the first that has weights. */
export const firstLayer = (layers: readonly LayerInfo[], measured: LayerResult[]): string | null =>
  worstLayer(measured) ?? (layers.find(({ weightShape }) => weightShape !== null) ?? layers[0])?.name ?? null;
