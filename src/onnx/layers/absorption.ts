import { type GraphView, isGraphOutput, type NodeView } from "../model/graph/graph.ts";
import { clipBounds } from "./clip-bounds.ts";

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
