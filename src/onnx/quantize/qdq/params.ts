import { type AffineParams, deployableParams } from "#numerics/affine.ts";
import { clipBounds } from "../../layers/clip-bounds.ts";
import { type Placement, sharesParameters } from "../../layers/placement.ts";
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
