import type { Notice } from "#experiment/result.ts";
import { type AffineParams, deployableParams } from "#numerics/affine.ts";
import { clipBounds } from "../../layers/clip-bounds.ts";
import type { QuantizableLayer } from "../../layers/layers.ts";
import { type Placement, placeActivations, sharesParameters } from "../../layers/placement.ts";
import type { GraphView, NodeView } from "../../model/graph/graph.ts";

/** Parameters by source tensor, and the source tensors for which none are known. */
export interface SourceParams {
  params: Map<string, AffineParams>;
  unknown: Set<string>;
}

/**
 * Parameters of every source tensor of a placement. One that was not measured, because with all layers
 * quantized it would have shared, takes those of what its values come from; one with a known range takes it
 * at 8 bits.
 */
export function sourceParams(
  view: GraphView,
  placement: Placement,
  given: ReadonlyMap<string, AffineParams>,
): SourceParams {
  const find = (tensor: string): AffineParams | undefined => {
    const known = given.get(tensor);
    if (known) return known;
    const range = placement.knownRanges.get(tensor);
    if (range)
      return deployableParams(range.min, range.max, { bits: 8, scheme: "asymmetric", signed: false });
    const producer = view.producers.get(tensor);
    return producer && sharesParameters(view, producer) ? find(producer.inputs[0]) : undefined;
  };
  const params = new Map<string, AffineParams>();
  const unknown = new Set<string>();
  for (const tensor of placement.sources.values()) {
    const found = find(tensor);
    if (found) params.set(tensor, found);
    else unknown.add(tensor);
  }
  return { params, unknown };
}

/**
 * Whether saturating to the codes' range does what Relu or Clip does, so that the node may go. A range that
 * was calibrated on the node's output ends inside its interval, give or take the rounding of the zero point;
 * symmetric codes for a Relu's output do not.
 */
export function replaces(
  view: GraphView,
  node: NodeView,
  { scale, zeroPoint, qmin, qmax }: AffineParams,
): boolean {
  const bounds = clipBounds(view, node);
  const slack = scale / 2;
  return (
    bounds !== null &&
    (qmin - zeroPoint) * scale >= bounds.low - slack &&
    (qmax - zeroPoint) * scale <= bounds.high + slack
  );
}

/** What of a graph computes on integers. */
interface IntegerPart {
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
