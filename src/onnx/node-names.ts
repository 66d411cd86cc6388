import type { NodeProto } from "./schema/onnx_pb.ts";

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
