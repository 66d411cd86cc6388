import type { AffineParams } from "#core/affine.ts";
import type { WeightSpec } from "#core/recipe.ts";
import type { QuantizedTensor } from "#core/weights.ts";

/** What to quantize, and with which parameters. */
export interface QdqPlan {
  /** By layer name; a layer that is not named stays in float. */
  layers: ReadonlyMap<string, { weights: WeightSpec } | "fp32">;
  /**
   * Parameters of the tensors that `activationTensors` lists; unsigned (stored as uint8) where `qmin` is not
   * negative, else signed (int8). The output of a Softmax has the range 0..1 at 8 bits unless it is given here.
   */
  activations: ReadonlyMap<string, AffineParams>;
  /** The experiment as JSON, kept in the file's `metadata_props` under `quantization_lab.recipe`. */
  recipe?: string;
}

/** What became of one layer. */
export interface QdqLayerResult {
  name: string;
  precision: "int" | "fp32";
  /** Null for a product of two activations and for a float layer. */
  weights: QuantizedTensor | null;
  /** Scales made wider than the weights need, so that the bias fits into int32. */
  widenedScales: number;
  /** Bias values that did not fit into int32 all the same and were clamped. */
  clampedBiases: number;
  /** Tensor of the rewritten model that carries the layer's output as the next nodes read it, in float. */
  output: string;
  /** 8-bit tensors between which the layer runs alone; empty and null for a float layer. */
  codeInputs: string[];
  codeOutput: string | null;
}
