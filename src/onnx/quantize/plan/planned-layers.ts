import { LabError } from "#failures/lab-error.ts";
import { type QuantizableLayer, quantizableLayers } from "../../layers/layers.ts";
import type { GraphView } from "../../model/graph/graph.ts";
import type { QuantizationSpec } from "./plan.ts";

/**
 * All quantizable layers of a graph in its order, once the specification is known to name no others.
 *
 * @throws LabError `recipe.unknown-layer` (details.layer) for a name that no quantizable node has
 */
export function plannedLayers(view: GraphView, spec: QuantizationSpec): QuantizableLayer[] {
  const { layers } = quantizableLayers(view);
  const known = new Set(layers.map(({ name }) => name));
  for (const layer of spec.layers.keys()) {
    if (!known.has(layer)) throw new LabError("recipe.unknown-layer", { layer });
  }
  return layers;
}
