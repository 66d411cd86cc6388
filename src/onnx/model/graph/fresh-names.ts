import type { GraphProto, ModelProto } from "../schema/onnx_pb.ts";
import { subgraphs } from "./attributes.ts";
import { mainGraph } from "./shallow-copy.ts";

/**
 * A function that hands out tensor and node names that no graph of the model uses, subgraphs included, since
 * they see the names around them: the one asked for where it is free, else that with `_1`, `_2`, … behind it.
 */
export function freshNames(model: ModelProto): (wanted: string) => string {
  const taken = new Set(namesOf(mainGraph(model)));
  /** The first number not tried yet, so that a name asked for again and again is found at once. */
  const next = new Map<string, number>();
  return (wanted) => {
    let name = wanted;
    let number = next.get(wanted) ?? 1;
    for (; taken.has(name); number++) name = `${wanted}_${number}`;
    next.set(wanted, number);
    taken.add(name);
    return name;
  };
}

function namesOf(graph: GraphProto): string[] {
  return [
    ...graph.node.flatMap(({ name, input, output }) => [name, ...input, ...output]),
    ...[...graph.initializer, ...graph.input, ...graph.output].map(({ name }) => name),
    ...graph.node.flatMap(subgraphs).flatMap(namesOf),
  ];
}
