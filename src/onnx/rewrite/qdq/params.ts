import { type AffineParams, deployableParams } from "#core/affine.ts";
import { LabError } from "#core/lab-error.ts";
import { clipBounds } from "../../clip-bounds.ts";
import type { GraphView, NodeView } from "../../graph.ts";
import { type Placement, sharesParameters } from "../../placement.ts";

/**
 * Parameters of every source tensor of a placement. One that was not measured, because with all layers
 * quantized it would have shared, takes those of what its values come from.
 *
 * @throws LabError `internal` (details.tensor) if none are known
 */
export function sourceParams(
  view: GraphView,
  placement: Placement,
  given: ReadonlyMap<string, AffineParams>,
): Map<string, AffineParams> {
  const find = (tensor: string): AffineParams | undefined => {
    const known = given.get(tensor);
    if (known) return known;
    const range = placement.knownRanges.get(tensor);
    if (range)
      return deployableParams(range.min, range.max, { bits: 8, scheme: "asymmetric", signed: false });
    const producer = view.producers.get(tensor);
    return producer && sharesParameters(producer) ? find(producer.inputs[0]) : undefined;
  };
  return new Map(
    [...new Set(placement.sources.values())].map((tensor) => {
      const params = find(tensor);
      if (!params) throw new LabError("internal", { what: "no range", tensor });
      return [tensor, params];
    }),
  );
}

/**
 * Whether saturating to the codes' range does what Relu or Clip does, so that the node may go. A range that
 * was calibrated on the node's output ends inside its interval, give or take the rounding of the zero point;
 * symmetric unsigned codes for a Relu's output do not.
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
