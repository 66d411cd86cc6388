import { type GraphProto, type ModelProto, type NodeProto, NodeProtoSchema } from "../schema/onnx_pb.ts";
import { subgraphs } from "./attributes.ts";
import { mainGraph, shallowCopy } from "./shallow-copy.ts";

/**
 * A name for every node, unique in its graph: its own where it has one that no earlier node has, else its
 * operator and position, as in `Conv_12`. The same graph always gets the same names.
 *
 * @returns names in the order of `nodes`
 */
export function nodeNames(nodes: readonly NodeProto[]): string[] {
  const own = new Set(nodes.map(({ name }) => name));
  const given = new Set<string>();
  return nodes.map((node, index) => {
    let name = node.name;
    if (!name || given.has(name)) {
      name = `${node.opType}_${index}`;
      while (own.has(name) || given.has(name)) name += "_";
    }
    given.add(name);
    return name;
  });
}

/** The nodes with the names of {@link nodeNames} written into them, so that they keep them while positions shift. */
export function namedNodes(nodes: readonly NodeProto[]): NodeProto[] {
  const names = nodeNames(nodes);
  return nodes.map((node, i) =>
    node.name === names[i] ? node : shallowCopy(NodeProtoSchema, node, { name: names[i] }),
  );
}

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
