import type { Notice } from "#experiment/result.ts";
import type { AffineParams } from "#numerics/affine.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import { type Placement, placeActivations } from "../../layers/placement.ts";
import type { GraphView } from "../../model/graph/graph.ts";
import { sourceParams } from "./params.ts";

/** What of a graph computes on integers. */
export interface IntegerPart {
  layers: QuantizableLayer[];
  placement: Placement;
  /** Parameters of every source tensor of the placement. */
  params: Map<string, AffineParams>;
  /** `layer.activations-non-finite` (details.layer, details.tensor) for each layer that has to stay in FP32. */
  notices: Notice[];
}

/**
 * The layers among `wanted` that can compute on integers, given the parameters of activations: those that read
 * or write a tensor without any stay in FP32, and so do operators between layers that would write one.
 */
export function integerPart(
  view: GraphView,
  wanted: readonly QuantizableLayer[],
  given: ReadonlyMap<string, AffineParams>,
): IntegerPart {
  const notices: Notice[] = [];
  const without = new Set<string>();
  let layers = [...wanted];
  for (;;) {
    const placement = placeActivations(view, layers, without);
    const { params, unknown } = sourceParams(view, placement, given);
    if (unknown.size === 0) return { layers, placement, params, notices };
    for (const tensor of unknown) without.add(tensor);
    layers = layers.filter(({ name, inputs, outputTensor }) => {
      const sources = [...inputs, outputTensor].flatMap((tensor) => placement.sources.get(tensor) ?? []);
      const tensor = sources.find((source) => unknown.has(source));
      if (tensor !== undefined) {
        notices.push({ code: "layer.activations-non-finite", details: { layer: name, tensor } });
      }
      return tensor === undefined;
    });
  }
}
