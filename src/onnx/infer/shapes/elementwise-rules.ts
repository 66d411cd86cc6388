import type { ShapeRule } from "./rule.ts";

/** The first output has the shape of the first input. */
export const keep: ShapeRule = ({ shape }) => [shape(0)];

/** DynamicQuantizeLinear: the codes, and a scale and a zero point for all of them. */
export const keepWithParameters: ShapeRule = ({ shape }) => [shape(0), [], []];

/** Dropout: the values and the mask. */
export const keepTwice: ShapeRule = ({ shape }) => [shape(0), shape(0)];

/** The shape that all inputs broadcast to (ONNX, docs/Broadcasting.md). */
export const broadcastAll: ShapeRule = ({ node, shape }) =>
  broadcastInputs(node.inputs.map((_, i) => shape(i)));

/** Integer forms of elementwise operators: each operand with its scale and zero point behind it. */
export const broadcastQuantized: ShapeRule = ({ shape }) => broadcastInputs([shape(0), shape(3)]);

function broadcastInputs(shapes: readonly (readonly number[] | null)[]): (number[] | null)[] {
  return [shapes.reduce<number[] | null>((all, each) => all && each && broadcast(all, each), [])];
}

/** The shape that two tensors broadcast to; null where they do not fit. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length);
  const sizes = Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    return left === 1 ? right : null;
  });
  return sizes.some((size) => size === null) ? null : (sizes as number[]);
}
