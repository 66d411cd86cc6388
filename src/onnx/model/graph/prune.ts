import type { ModelProto, NodeProto } from "../schema/onnx_pb.ts";
import { reads } from "./reads.ts";
import { mainGraph, withGraph } from "./shallow-copy.ts";

/**
 * The nodes that must run to compute `outputs`, in their order, where the tensors of `given` need not be
 * computed.
 */
export function liveNodes(
  nodes: readonly NodeProto[],
  outputs: Iterable<string>,
  given: ReadonlySet<string> = new Set(),
): NodeProto[] {
  const wanted = new Set(outputs);
  const live: NodeProto[] = [];
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (!nodes[i].output.some((name) => wanted.has(name) && !given.has(name))) continue;
    for (const name of reads(nodes[i])) wanted.add(name);
    live.push(nodes[i]);
  }
  return live.reverse();
}

/**
 * A copy of the model without what no output depends on: nodes, initialisers (those listed as inputs too),
 * and what is said about tensors that are gone. Inputs that a caller feeds and all outputs stay.
 */
export function prune(model: ModelProto): ModelProto {
  const graph = mainGraph(model);
  const outputs = graph.output.map(({ name }) => name);
  const node = liveNodes(graph.node, outputs);
  const known = new Set([...outputs, ...node.flatMap(reads), ...node.flatMap(({ output }) => output)]);
  const initializer = graph.initializer.filter(({ name }) => known.has(name));
  const dropped = new Set(graph.initializer.map(({ name }) => name).filter((name) => !known.has(name)));
  return withGraph(model, {
    node,
    initializer,
    input: graph.input.filter(({ name }) => !dropped.has(name)),
    valueInfo: graph.valueInfo.filter(({ name }) => known.has(name)),
    quantizationAnnotation: graph.quantizationAnnotation.filter(({ tensorName }) => known.has(tensorName)),
  });
}
