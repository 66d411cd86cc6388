import { subgraphs } from "./attributes.ts";
import { type GraphView, isGraphOutput, type NodeView } from "./graph.ts";

/**
 * The node that alone reads a tensor, exactly once; null if several do, if it reads it twice or inside a
 * subgraph, or if the tensor is an output of the graph.
 */
export function onlyReader(view: GraphView, tensor: string): NodeView | null {
  const readers = view.consumers.get(tensor) ?? [];
  if (readers.length !== 1 || isGraphOutput(view, tensor)) return null;
  const [reader] = readers;
  return reader.inputs.filter((name) => name === tensor).length === 1 && subgraphs(reader.proto).length === 0
    ? reader
    : null;
}
