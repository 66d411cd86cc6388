import type { NodeProto } from "../schema/onnx_pb.ts";

/**
 * Nodes in an order in which each comes after those that make what it reads; the order they have where that
 * is such a one. Takes time in proportion to what is read.
 *
 * @param reads names that a node reads; those that no node makes do not matter
 * @returns the nodes, or the name of a tensor that depends on itself
 */
export function sortNodes(
  nodes: NodeProto[],
  reads: (node: NodeProto) => string[],
): { nodes: NodeProto[] } | { cycle: string } {
  const makers = new Map(nodes.flatMap(({ output }, i) => output.map((name) => [name, i] as const)));
  makers.delete("");
  const sources = nodes.map((node) => reads(node).flatMap((name) => makers.get(name) ?? []));
  if (sources.every((indices, i) => indices.every((source) => source < i))) return { nodes };
  const readers: number[][] = nodes.map(() => []);
  sources.forEach((indices, i) => {
    for (const source of indices) readers[source].push(i);
  });
  const waitsFor = sources.map(({ length }) => length);
  const ready = nodes.flatMap((_, i) => (waitsFor[i] === 0 ? [i] : []));
  for (let at = 0; at < ready.length; at++) {
    for (const reader of readers[ready[at]]) if (--waitsFor[reader] === 0) ready.push(reader);
  }
  if (ready.length === nodes.length) return { nodes: ready.map((i) => nodes[i]) };
  const stuck = waitsFor.findIndex((count) => count > 0);
  return { cycle: nodes[stuck].output.find(Boolean) ?? "" };
}
