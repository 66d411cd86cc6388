import type { GraphProto, NodeProto } from "../schema/onnx_pb.ts";
import { subgraphs } from "./attributes.ts";

/**
 * Names a node reads: its inputs and, a superset of what they capture from the graph around them, every
 * name read inside its subgraphs.
 */
export function reads(node: NodeProto): string[] {
  return [...node.input.filter(Boolean), ...subgraphReads(node)];
}

/** Names read inside a node's subgraphs, a superset of what they capture. */
export function subgraphReads(node: NodeProto): string[] {
  return subgraphs(node).flatMap(graphReads);
}

function graphReads(graph: GraphProto): string[] {
  return [...graph.node.flatMap(reads), ...graph.output.map(({ name }) => name)];
}
