import { type NodeProto, NodeProtoSchema } from "../schema/onnx_pb.ts";
import { shallowCopy } from "./shallow-copy.ts";

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
