import type { SmallValue } from "../../infer/shapes/facts.ts";
import type { NodeView } from "../../model/graph/graph.ts";

/** A node some of whose inputs hold one item per batch index, and what is known of it for a batch of one. */
export interface Batched {
  node: NodeView;
  /** Version of ONNX's own operator set. */
  opset: number;
  /** The axis of an input along which the items lie; null where it is the same for every item. */
  axis: (input: number) => number | null;
  /** Dimensions of an input for a batch of one. @throws KeptFixed where they are not known */
  shape: (input: number) => readonly number[];
  /** Elements of an input that is a small constant; null for any other. */
  constant: (input: number) => SmallValue | null;
  /** The position of a vector computed from shapes that holds the batch's length; null where there is not exactly one. */
  batchPosition: (input: number) => number | null;
  /** Dimensions of an output for a batch of one. @throws KeptFixed where they are not known */
  outputShape: (output: number) => readonly number[];
}

/**
 * What makes an operator compute each item of a batch by itself.
 *
 * @returns the axis along which the outputs hold the items
 * @throws KeptFixed where it does not, or where that cannot be told
 */
export type BatchRule = (batched: Batched) => number;

/** Why the batch cannot be made free. */
export class KeptFixed extends Error {
  override readonly name = "KeptFixed";
}

export function keptFixed({ name, op }: NodeView, why: string): KeptFixed {
  return new KeptFixed(`${op} “${name.slice(0, 100)}” ${why}`);
}

/** The axis of the first input along which the items lie. @throws KeptFixed where another input depends on the item */
export function onlyFirst({ node, axis }: Batched): number {
  const first = axis(0);
  if (first === null || node.inputs.some((_, i) => i > 0 && axis(i) !== null)) {
    throw keptFixed(node, "takes its weights or settings from the input");
  }
  return first;
}
