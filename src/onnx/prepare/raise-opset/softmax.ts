import { intAttr } from "../../model/graph/attributes.ts";
import { attributeProto, onnxNode } from "../../model/write/node.ts";
import { type Change, changedNode } from "./change.ts";

/**
 * Softmax, LogSoftmax and Hardmax before version 13 work on all axes from `axis` (1 where absent) as one,
 * from 13 on `axis` alone. The two agree where the axes behind it have one element; elsewhere the tensor is
 * flattened before and shaped back behind.
 */
export const softmaxOverOneAxis: Change = (node, scope) => {
  const axis = intAttr(node, "axis", 1);
  const shape = scope.shape(node.input[0]) ?? scope.shape(node.output[0]);
  const first = axis < 0 && shape ? axis + shape.length : axis;
  if (axis === -1 || shape?.slice(first + 1).every((size) => size === 1)) {
    return [changedNode(node, { added: [attributeProto("axis", axis)] })];
  }
  const [input] = node.input;
  const [output] = node.output;
  const tensor = (suffix: string) => scope.fresh(`${output}_${suffix}`);
  const [shapeOf, flat, result] = [tensor("shape"), tensor("flat"), tensor("over_flat")];
  const made = (op: string, inputs: string[], to: string, attributes = {}) =>
    onnxNode(op, scope.fresh(`${node.name || output}_${op}`), inputs, [to], attributes);
  return [
    made("Shape", [input], shapeOf),
    made("Flatten", [input], flat, { axis }),
    changedNode(node, { input: [flat], output: [result], added: [attributeProto("axis", -1)] }),
    made("Reshape", [result, shapeOf], output),
  ];
};
