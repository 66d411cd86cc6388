import type { NodeView } from "../../model/graph/graph.ts";
import type { SmallValue } from "./facts.ts";

/** A node whose outputs' shapes are asked for, and what is known of what it reads. */
export interface Asked {
  node: NodeView;
  /** Version of ONNX's own operator set. */
  opset: number;
  /** Dimensions of an input; null where they are unknown or the input is left out. */
  shape: (input: number) => readonly number[] | null;
  /** Elements of an input that is a small constant or follows from shapes; null for any other. */
  value: (input: number) => SmallValue | null;
}

/** Dimensions of a node's first outputs; null where they cannot be told. */
export type ShapeRule = (asked: Asked) => (readonly number[] | null)[] | null;

/** An axis counted from the front; null where it is beyond the rank. */
export function fromFront(axis: number, rank: number): number | null {
  const front = axis < 0 ? axis + rank : axis;
  return Number.isInteger(front) && front >= 0 && front < rank ? front : null;
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
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
  return allKnown(sizes);
}

/** The values, if none of them is missing; else null. */
export function allKnown<T>(values: readonly (T | null | undefined)[]): T[] | null {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === values.length ? known : null;
}
