import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { TensorError } from "#numerics/errors/errors.ts";

/**
 * `isolated`: this layer alone is quantized and reads FP32 values. `accumulated`: every other layer is quantized,
 * too.
 */
export type ErrorView = "isolated" | "accumulated";

/** Error of one layer's output against FP32's. */
export interface LayerNetworkErrors {
  name: string;
  op: string;
  /** Names of the layers whose outputs reach it through no other layer. */
  from: string[];
  /**
   * Null where the layer has none of the part: no constant weights, no rounded activations (weight-only mode). No
   * error at all of a layer that stays in FP32.
   */
  isolated: Record<QuantizedPart, TensorError | null>;
  /** Null where no layer has any of the part. */
  accumulated: Record<QuantizedPart, TensorError | null>;
}

/**
 * How the error comes and grows from layer to layer.
 *
 * `weights`: all constants as the quantized model has them, biases and their correction included, with float
 * activations. `activations`: float constants, and the tensors rounded that the quantized model rounds; in dynamic
 * mode those are what the layers read, by the range that they have in each run, and not what they write.
 */
export interface NetworkErrors {
  /** Evaluation images that were compared. */
  pictures: number;
  /** In the order of the graph. */
  layers: LayerNetworkErrors[];
}

export interface NetworkErrorsProgress {
  /** Images put through one of the networks that are compared, and in all; total 0 while the model is built. */
  done: number;
  total: number;
  /** Null until there is something to base it on. */
  remainingMs: number | null;
  /** All that was found so far, where there is more than at the last report; what is missing is null. */
  found: NetworkErrors | null;
}
