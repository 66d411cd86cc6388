import { intAttr } from "../../model/graph/attributes.ts";
import { type BatchRule, keptFixed } from "./batch-rule.ts";

export const gemm: BatchRule = ({ node, axis, shape }) => {
  const transposed = intAttr(node.proto, "transA", 0) === 1;
  if (axis(0) !== (transposed ? 1 : 0) || axis(1) !== null) throw keptFixed(node, "sums over the batch");
  const added = node.inputs[2] ? shape(2) : [];
  if (axis(2) === null ? added.length === 2 && added[0] !== 1 : axis(2) !== 0) {
    throw keptFixed(node, "adds a constant along the batch");
  }
  return 0;
};

export const matMul: BatchRule = ({ node, axis, shape, outputShape }) => {
  const [left, right] = [shape(0).length, shape(1).length];
  if (left < 2 || right < 2) throw keptFixed(node, "multiplies a vector");
  const rank = outputShape(0).length;
  const [a, b] = [axis(0), axis(1)];
  if (a === left - 1 || b === right - 2) throw keptFixed(node, "sums over the batch");
  const fromLeft = a === null ? null : rank - left + a;
  const fromRight = b === null ? null : rank - right + b;
  const isOuter = (position: number | null) => position !== null && position < rank - 2;
  if (fromLeft !== null && fromRight !== null && (fromLeft !== fromRight || !isOuter(fromLeft))) {
    throw keptFixed(node, "meets the batch along two axes");
  }
  const position = fromLeft ?? fromRight;
  if (position === null) throw keptFixed(node, "does not read the batch");
  const [constant, own] = fromLeft === null ? [shape(0), left] : [shape(1), right];
  const isShared = fromLeft === null || fromRight === null;
  if (isShared && isOuter(position) && (constant[position - rank + own] ?? 1) !== 1) {
    throw keptFixed(node, "has a constant along the batch");
  }
  return position;
};
