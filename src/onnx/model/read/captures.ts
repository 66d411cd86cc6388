import { subgraphs } from "../graph/attributes.ts";
import type { GraphProto } from "../schema/onnx_pb.ts";

/** Names that a subgraph reads and does not make itself: those it captures from the graphs around it. */
export function captures(graph: GraphProto): string[] {
  const own = new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ output }) => output),
  ]);
  const read = graph.node.flatMap((node) => [...node.input, ...subgraphs(node).flatMap(captures)]);
  return [...read, ...graph.output.map(({ name }) => name)].filter((name) => !own.has(name));
}
