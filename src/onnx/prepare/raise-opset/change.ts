import { shallowCopy } from "../../model/graph/shallow-copy.ts";
import type { AttributeProto, NodeProto } from "../../model/schema/onnx_pb.ts";
import { NodeProtoSchema } from "../../model/schema/onnx_pb.ts";
import type { Scope } from "./scope.ts";

/**
 * What becomes of a node when its operator's definition changes: nodes of the new version that mean the same,
 * in topological order; null where there are none.
 */
export type Change = (node: NodeProto, scope: Scope) => NodeProto[] | null;

/** A copy of a node with other inputs and attributes. */
export function changedNode(
  node: NodeProto,
  changes: { op?: string; input?: string[]; output?: string[]; without?: string[]; added?: AttributeProto[] },
): NodeProto {
  const { op = node.opType, input = node.input, output = node.output, without = [], added = [] } = changes;
  const replaced = new Set([...without, ...added.map(({ name }) => name)]);
  const attribute = [...node.attribute.filter(({ name }) => !replaced.has(name)), ...added];
  return shallowCopy(NodeProtoSchema, node, { opType: op, input, output, attribute });
}
