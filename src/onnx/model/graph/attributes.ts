import type { AttributeProto, GraphProto, NodeProto, TensorProto } from "../schema/onnx_pb.ts";

function attribute(node: NodeProto, name: string): AttributeProto | undefined {
  return node.attribute.find((candidate) => candidate.name === name);
}

/** An INT attribute, or what the operator takes where it is absent. */
export function intAttr(node: NodeProto, name: string, absent: number): number {
  const found = attribute(node, name);
  return found ? Number(found.i) : absent;
}

/** A FLOAT attribute, or what the operator takes where it is absent. */
export function floatAttr(node: NodeProto, name: string, absent: number): number {
  return attribute(node, name)?.f ?? absent;
}

/** A STRING attribute (UTF-8), or what the operator takes where it is absent. */
export function stringAttr(node: NodeProto, name: string, absent: string): string {
  const found = attribute(node, name);
  return found ? new TextDecoder().decode(found.s) : absent;
}

/** An INTS attribute; null where it is absent. */
export function intsAttr(node: NodeProto, name: string): number[] | null {
  return longsAttr(node, name)?.map(Number) ?? null;
}

/** An INTS attribute with all 64 bits, as ends of slices use them; null where it is absent. */
export function longsAttr(node: NodeProto, name: string): bigint[] | null {
  return attribute(node, name)?.ints ?? null;
}

/** A FLOATS attribute; null where it is absent. */
export function floatsAttr(node: NodeProto, name: string): number[] | null {
  return attribute(node, name)?.floats ?? null;
}

/** Whether an attribute is given. */
export function hasAttr(node: NodeProto, name: string): boolean {
  return attribute(node, name) !== undefined;
}

/** A TENSOR attribute; null where it is absent. */
export function tensorAttr(node: NodeProto, name: string): TensorProto | null {
  return attribute(node, name)?.t ?? null;
}

/** Bodies of If, Loop, Scan and their like: every GRAPH and GRAPHS attribute. */
export function subgraphs(node: NodeProto): GraphProto[] {
  return node.attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs));
}

/**
 * Names a node reads: its inputs and, a superset of what they capture from the graph around them, every
 * name read inside its subgraphs.
 */
export function namesRead(node: NodeProto): string[] {
  return [...node.input.filter(Boolean), ...namesReadInSubgraphs(node)];
}

/** Names read inside a node's subgraphs, a superset of what they capture. */
export function namesReadInSubgraphs(node: NodeProto): string[] {
  return subgraphs(node).flatMap(namesReadInGraph);
}

function namesReadInGraph(graph: GraphProto): string[] {
  return [...graph.node.flatMap(namesRead), ...graph.output.map(({ name }) => name)];
}
