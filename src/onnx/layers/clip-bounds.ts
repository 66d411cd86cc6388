import { floatAttr } from "../model/graph/attributes.ts";
import { floatConstantOf, type GraphView, isGraphOutput, type NodeView } from "../model/graph/graph.ts";
import { readFloats } from "../model/read/tensor.ts";

/** The interval that an activation function cuts its input to. */
export interface Bounds {
  low: number;
  high: number;
}

/**
 * What Relu or Clip (bounds as inputs from operator set 11, as attributes before) cuts to; null for another
 * operator and for a Clip whose bounds are not constant float32 scalars.
 */
export function clipBounds(view: GraphView, node: NodeView): Bounds | null {
  if (node.op === "Relu") return { low: 0, high: Number.POSITIVE_INFINITY };
  if (node.op !== "Clip") return null;
  const low = bound(view, node, 1, "min", Number.NEGATIVE_INFINITY);
  const high = bound(view, node, 2, "max", Number.POSITIVE_INFINITY);
  return low === null || high === null ? null : { low, high };
}

function bound(
  view: GraphView,
  { inputs, proto }: NodeView,
  input: number,
  attribute: string,
  absent: number,
) {
  if (!inputs[input]) return floatAttr(proto, attribute, absent);
  const constant = floatConstantOf(view, inputs[input]);
  return constant ? readFloats(constant)[0] : null;
}

/**
 * The Relu or Clip that may disappear into the range of the tensor it reads: it is the tensor's only reader,
 * and its interval holds zero, as every quantized range does, so that saturating does what it did.
 */
export function absorbedBy(view: GraphView, tensor: string): NodeView | null {
  const readers = view.consumers.get(tensor) ?? [];
  if (readers.length !== 1 || readers[0].inputs[0] !== tensor || isGraphOutput(view, tensor)) return null;
  const bounds = clipBounds(view, readers[0]);
  return bounds && bounds.low <= 0 && bounds.high >= 0 ? readers[0] : null;
}
