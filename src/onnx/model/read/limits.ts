/**
 * How much of a file from outside the lab takes in, each far above what exported networks have. Exceeding one
 * gives LabError `model.too-large` with `details.what`, `found` and `limit`.
 */
export const MODEL_LIMITS = {
  /** Bytes of JavaScript objects that decoding may make, estimated before it begins; views of tensor bytes are free. */
  decodedBytes: 512 * 2 ** 20,
  /** Messages inside each other; protobuf's own limit, and the runtime's. A graph inside a node takes three. */
  depth: 100,
  /** Nodes of all graphs and functions together. */
  nodes: 32_768,
  /** Outputs of the main graph. */
  outputs: 1024,
  /** Dimensions of one tensor. */
  rank: 32,
  /** Elements along one dimension. */
  dimension: 2 ** 31 - 1,
  /** Bytes of one tensor; the runtime's heap is no larger. */
  tensorBytes: 2 ** 32,
  /** Bytes of all sparse constants once their zeros are written out. */
  denseBytes: 2 ** 28,
  /** Values of one input for one item, or for one fixed batch. */
  inputValues: 2 ** 28,
} as const;
