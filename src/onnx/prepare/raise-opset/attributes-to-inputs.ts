import { floatAttr, floatsAttr, hasAttr, intAttr, longsAttr } from "../../model/graph/attributes.ts";
import { type NodeProto, TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import { floatTensor, int64Tensor } from "../../model/write/tensor.ts";
import { type Change, changedNode } from "./change.ts";
import type { Scope } from "./scope.ts";

/** An attribute that became the input at a position. */
interface Moved {
  attribute: string;
  position: number;
  /** Element type and rank of the input: `sameFloat` takes the type of what the operator computes on. */
  as: "ints" | "int" | "floats" | "float" | "sameFloat";
}

/** A change that moves attributes to inputs; those that are not given leave their input out. */
export function attributesToInputs(...moved: Moved[]): Change {
  return (node, scope) => {
    const input = [...node.input];
    const before: NodeProto[] = [];
    for (const { attribute, position, as } of moved) {
      if (!hasAttr(node, attribute)) continue;
      const nodes = constantNodes(node, scope, attribute, as);
      if (!nodes) return null;
      while (input.length < position) input.push("");
      input[position] = nodes[nodes.length - 1].output[0];
      before.push(...nodes);
    }
    return [...before, changedNode(node, { input, without: moved.map(({ attribute }) => attribute) })];
  };
}

function constantNodes(
  node: NodeProto,
  scope: Scope,
  attribute: string,
  as: Moved["as"],
): NodeProto[] | null {
  const name = `${node.output[0]}_${attribute}`;
  if (as === "ints" || as === "int") {
    const values = as === "int" ? [intAttr(node, attribute, 0)] : (longsAttr(node, attribute) ?? []);
    return [scope.constant(int64Tensor(name, [values.length], values))];
  }
  if (as === "floats") {
    const values = floatsAttr(node, attribute) ?? [];
    return [scope.constant(floatTensor(name, [values.length], values))];
  }
  const constant = scope.constant(floatTensor(name, [], [floatAttr(node, attribute, 0)]));
  if (as === "float") return [constant];
  const type = scope.floatType(node);
  if (type === null) return null;
  if (type === Type.FLOAT) return [constant];
  const output = scope.fresh(`${name}_Cast`);
  return [constant, onnxNode("Cast", output, constant.output, [output], { to: type })];
}

/** The axes of a reduction, Squeeze or Unsqueeze. */
export const axesToInput = attributesToInputs({ attribute: "axes", position: 1, as: "ints" });
