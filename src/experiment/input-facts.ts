/** What a model's file says of its image input, as far as it helps to guess the preprocessing. */
export interface InputFacts {
  name: string;
  /** With the batch; null where the size is not fixed. */
  shape: readonly (number | null)[];
  /** As ONNX calls it in lower case: `float`, `float16`, `uint8`, … */
  elementType: string;
  /** Who wrote the file: ONNX's `producer_name`, empty where absent. */
  producer: string;
  /** The first nodes that the input passes one after the other, as long as each has no other reader. */
  head: readonly HeadNode[];
  /** Classes of a classifier's output `[n, classes]`; null for models that are none. */
  outputSize: number | null;
}

export interface HeadNode {
  op: string;
  /**
   * Its constant operand: the addend, factor, divisor or subtrahend of an arithmetic node, the mean of a
   * BatchNormalization, the scale of an ImageScaler; null where it has none.
   */
  constant: readonly number[] | null;
}
